import type { Quality } from '../roster.ts';
import { blameFor, toQuality } from './score.ts';
import { QUALITY_THRESHOLDS } from './thresholds.ts';

const { smoothing } = QUALITY_THRESHOLDS;

/** What people see of a quality that is judged anew in every interval. Counters and records take each interval as it was. */
export interface Smoothed {
  /** 0..100, not rounded. */
  readonly exact: number;
  readonly quality: Quality;
}

/**
 * The next thing to show, fast when it falls and slow when it rises (LiveKit). While it still rises, what limited it last and
 * who was at fault are named. `at`: wall clock, ms; it dates the band. `undefined` when nobody can say now: what was before is forgotten. Pure.
 */
export function smooth(before: Smoothed | undefined, now: Quality, at: number): Smoothed | undefined {
  if (now.score === null) return undefined;
  if (before === undefined) return { exact: now.score, quality: { ...now, since: at } };
  const share = now.score < before.exact ? smoothing.down : smoothing.up;
  const exact = before.exact + share * (now.score - before.exact);
  const { factor, blame } = now.factor === 'none' ? before.quality : now;
  const quality = blameFor(toQuality(exact, factor), blame);
  const since = quality.band === before.quality.band ? (before.quality.since ?? at) : at;
  return { exact, quality: { ...quality, since } };
}

/** Whether people would see no difference between these, their numbers left aside. */
export function looksTheSame(left: Quality, right: Quality): boolean {
  return left.band === right.band && left.factor === right.factor && left.blame === right.blame;
}
