import { EarshotError, RATES, type RateFamily } from '@earshot/shared';
import { createTokenBucket, type TokenBucket } from '../primitives/token-bucket.ts';

/** The token buckets of one session or connection, one for each request family, made when first used. */
export class FamilyRates {
  readonly #buckets = new Map<RateFamily, TokenBucket>();

  /** Takes one token at `now` (monotonic ms). Throws `rate_limited` with `retryAfterMs`. */
  take(family: RateFamily, now: number): void {
    let bucket = this.#buckets.get(family);
    if (bucket === undefined) {
      bucket = createTokenBucket(RATES[family], now);
      this.#buckets.set(family, bucket);
    }
    if (!bucket.take(now))
      throw new EarshotError('rate_limited', undefined, {
        details: { family, retryAfterMs: bucket.waitMs(now) },
      });
  }
}
