import type { FactsWindow } from './detector.ts';

/** What the browser thought it could send, at one look. */
export interface EstimateSecond {
  /** ms before now. */
  readonly agoMs: number;
  /** bit/s. */
  readonly bps: number;
}

/** What tells an estimate that climbs. */
export interface ClimbBounds {
  /** The part of the past that is looked at, ms: the ceiling of a path that is full is met several times within it. */
  readonly windowMs: number;
  /** Growth over that time, 0.05 = 5 %. */
  readonly growth: number;
}

/** The estimate moves by so much without meaning it: less is no fall. */
const NOISE = 0.02;

/** Estimates of the sending transport, oldest first; none where the browser does not say. */
export function estimatesOf({ samples, now }: FactsWindow): readonly EstimateSecond[] {
  return samples.flatMap(({ sample, at }) => {
    const sending = sample.transports.find(({ direction }) => direction === 'send');
    const bps = sending?.availableOutgoingBitrate;
    return bps === undefined ? [] : [{ agoMs: now - at, bps }];
  });
}

/**
 * Whether the estimate goes up and up: it is still being found out what the way carries, at the beginning of a call or after a
 * hiccup. One that has met the ceiling falls back from it every few seconds, or stands. Pure.
 */
export function isClimbing(estimates: readonly EstimateSecond[], { windowMs, growth }: ClimbBounds): boolean {
  const seen = estimates.filter(({ agoMs }) => agoMs < windowMs).map(({ bps }) => bps);
  const [first, last] = [seen[0], seen.at(-1)];
  if (first === undefined || last === undefined) return false;
  const fell = seen.some((bps, at) => bps < (seen[at - 1] ?? 0) * (1 - NOISE));
  return !fell && last >= first * (1 + growth);
}
