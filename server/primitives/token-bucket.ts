import type { Rate } from '@earshot/shared';

/** A token bucket: `burst` at once, then `perSecond`. Its time is given with each call, so tests walk it. */
export interface TokenBucket {
  /** Takes one token at `now` (monotonic ms). `false` when there is none; then nothing is taken. */
  take(now: number): boolean;
  /** How long until there is a token again, ms; 0 when there is one. */
  waitMs(now: number): number;
}

/** Makes a full bucket. */
export function createTokenBucket(rate: Rate, now: number): TokenBucket {
  let tokens = rate.burst;
  let at = now;

  function refill(to: number): void {
    if (to <= at) return;
    tokens = Math.min(rate.burst, tokens + ((to - at) / 1_000) * rate.perSecond);
    at = to;
  }

  return {
    take(to) {
      refill(to);
      if (tokens < 1) return false;
      tokens -= 1;
      return true;
    },
    waitMs(to) {
      refill(to);
      return tokens >= 1 ? 0 : Math.ceil(((1 - tokens) / rate.perSecond) * 1_000);
    },
  };
}
