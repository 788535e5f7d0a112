import type { Quality } from '../roster.ts';
import { toQuality } from './score.ts';
import { QUALITY_THRESHOLDS } from './thresholds.ts';

const { smoothing } = QUALITY_THRESHOLDS;

/** What people see of a quality that is judged anew in every interval. Counters and records take each interval as it was. */
export interface Smoothed {
  /** 0..100, not rounded. */
  readonly exact: number;
  readonly quality: Quality;
}

/**
 * The next thing to show, fast when it falls and slow when it rises (LiveKit). While it still rises, what limited it last is
 * named. `undefined` when nobody can say now: what was before is forgotten. Pure.
 */
export function smooth(before: Smoothed | undefined, now: Quality): Smoothed | undefined {
  if (now.score === null) return undefined;
  if (before === undefined) return { exact: now.score, quality: now };
  const share = now.score < before.exact ? smoothing.down : smoothing.up;
  const exact = before.exact + share * (now.score - before.exact);
  const factor = now.factor === 'none' ? before.quality.factor : now.factor;
  return { exact, quality: toQuality(exact, factor) };
}
