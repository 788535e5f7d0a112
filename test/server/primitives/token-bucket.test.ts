import { createKeyedBuckets } from '@earshot/server/primitives/keyed-buckets.ts';
import { createTokenBucket } from '@earshot/server/primitives/token-bucket.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const rate = { burst: 3, perSecond: 2 };

describe('createTokenBucket', () => {
  it('gives its burst at once, then one token each half second', () => {
    const bucket = createTokenBucket(rate, 0);
    expect([0, 0, 0, 0].map((now) => bucket.take(now))).toEqual([true, true, true, false]);
    expect(bucket.waitMs(0)).toBe(500);
    expect(bucket.take(499)).toBe(false);
    expect(bucket.take(500)).toBe(true);
  });

  it('never holds more than its burst', () => {
    const bucket = createTokenBucket(rate, 0);
    expect([1e9, 1e9, 1e9, 1e9].map((now) => bucket.take(now))).toEqual([true, true, true, false]);
  });

  it('never gives more than burst plus rate times time', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 200 }), (steps) => {
        const bucket = createTokenBucket(rate, 0);
        let now = 0;
        let taken = 0;
        for (const step of steps) {
          now += step;
          if (bucket.take(now)) taken += 1;
        }
        expect(taken).toBeLessThanOrEqual(rate.burst + (now / 1_000) * rate.perSecond + 1e-6);
      }),
    );
  });
});

describe('createKeyedBuckets', () => {
  it('counts each key by itself', () => {
    const buckets = createKeyedBuckets({ burst: 1, perSecond: 1 });
    expect([buckets.take('a', 0), buckets.take('a', 0), buckets.take('b', 0)]).toEqual([true, false, true]);
    expect([buckets.waitMs('a', 0), buckets.waitMs('c', 0)]).toEqual([1_000, 0]);
  });

  it('counts all IPv6 addresses of one site together: whoever has one of them has them all', () => {
    const buckets = createKeyedBuckets({ burst: 1, perSecond: 1 });
    const taken = [
      '2001:db8:0:7::1',
      '2001:db8:0:7:ffff::2',
      '2001:db8::7:0:0:0:3',
      '2001:db8:0:8::1',
      '::1',
    ].map((address) => buckets.take(address, 0));
    expect(taken).toEqual([true, false, false, true, true]);
    expect(buckets.waitMs('2001:db8:0:7::9', 0)).toBe(1_000);
    expect(['10.0.0.1', '10.0.0.2'].map((address) => buckets.take(address, 0))).toEqual([true, true]);
  });
});
