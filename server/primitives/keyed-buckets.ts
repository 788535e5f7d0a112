import type { Rate } from '@earshot/shared';
import { siteOf } from './client-address.ts';
import { createTokenBucket, type TokenBucket } from './token-bucket.ts';

/** Keys remembered at one time; beyond it the oldest goes. */
const MAX_KEYS = 10_000;

/** One token bucket for each key (a client address; those of one IPv6 site share one). Bounded. */
export interface KeyedBuckets {
  /** Takes one token of the key's bucket at `now` (monotonic ms). `false` when there is none. */
  take(key: string, now: number): boolean;
  /** How long until the key has a token again, ms. */
  waitMs(key: string, now: number): number;
}

/** Makes an empty set of buckets that all have the same rate. */
export function createKeyedBuckets(rate: Rate): KeyedBuckets {
  const buckets = new Map<string, TokenBucket>();

  function dropOldest(): void {
    const oldest = buckets.keys().next();
    if (oldest.done !== true) buckets.delete(oldest.value);
  }

  return {
    take(address, now) {
      const key = siteOf(address);
      let bucket = buckets.get(key);
      if (bucket === undefined) {
        if (buckets.size >= MAX_KEYS) dropOldest();
        bucket = createTokenBucket(rate, now);
        buckets.set(key, bucket);
      }
      return bucket.take(now);
    },
    waitMs: (address, now) => buckets.get(siteOf(address))?.waitMs(now) ?? 0,
  };
}
