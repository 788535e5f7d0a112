import { bucketOf, ExponentialHistogram, MAX_SCALE } from '@earshot/server/metrics/exponential.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

function record(values: readonly number[], maxBuckets?: number) {
  const histogram = new ExponentialHistogram(maxBuckets);
  for (const value of values) histogram.record(value);
  return histogram.snapshot();
}

/** A number that a histogram may meet: times, sizes, rates. */
const measures = fc.double({ min: 1e-9, max: 1e12, noNaN: true });

describe('the bucket of a value', () => {
  // By the definition: (base^i, base^(i+1)] with base 2, √2, 4, 16.
  it.each([
    [1, 0, -1],
    [2, 0, 0],
    [3, 0, 1],
    [4, 0, 1],
    [0.5, 0, -2],
    [1.4, 1, 0],
    [1.5, 1, 1],
    [2, 1, 1],
    [8, 1, 5],
    [4, -1, 0],
    [5, -1, 1],
    [0.25, -1, -2],
    [16, -2, 0],
    [17, -2, 1],
    [1, MAX_SCALE, -1],
    [2, MAX_SCALE, 2 ** MAX_SCALE - 1],
    [1 + Number.EPSILON, MAX_SCALE, 0],
    [2 - Number.EPSILON, MAX_SCALE, 2 ** MAX_SCALE - 1],
    [5e-324, 0, -1023],
    [Number.MAX_VALUE, 0, 1023],
  ])('of %d at scale %d is %d', (value, scale, bucket) => {
    expect(bucketOf(value, scale)).toBe(bucket);
  });

  it('halves with the resolution', () => {
    fc.assert(
      fc.property(measures, fc.integer({ min: -9, max: MAX_SCALE }), (value, scale) => {
        expect(bucketOf(value, scale - 1)).toBe(Math.floor(bucketOf(value, scale) / 2));
      }),
    );
  });

  it('holds the value between its bounds, as far as powers can be computed', () => {
    fc.assert(
      fc.property(measures, fc.integer({ min: -4, max: 10 }), (value, scale) => {
        const base = 2 ** (2 ** -scale);
        const bucket = bucketOf(value, scale);
        expect(base ** bucket).toBeLessThan(value * (1 + 1e-9));
        expect(base ** (bucket + 1)).toBeGreaterThan(value * (1 - 1e-9));
      }),
    );
  });
});

describe('an exponential histogram', () => {
  it('is as fine as it can be while values are alike', () => {
    expect(record([1, 1, 1])).toEqual({
      count: 3,
      sum: 3,
      min: 1,
      max: 1,
      scale: MAX_SCALE,
      zeroCount: 0,
      positive: { offset: -1, bucketCounts: [3] },
      negative: { offset: 0, bucketCounts: [] },
    });
  });

  it.each([
    [[2, 4, 1], 0, -1, [1, 1, 1]],
    [[4, 4, 4, 2, 16, 1], -1, -1, [1, 4, 1]],
    // (2^-0.5, 1], (1, 2^0.5], (2^0.5, 2]
    [[1, 1.5, 2, 1.2], 1, -1, [1, 1, 2]],
  ] as const)('puts %j into four buckets', (values, scale, ...[offset, bucketCounts]) => {
    expect(record(values, 4)).toMatchObject({ scale, positive: { offset, bucketCounts } });
  });

  it('counts zeros and negative values apart', () => {
    expect(record([0, 0, -2, 2], 4)).toMatchObject({
      count: 4,
      sum: 0,
      min: -2,
      max: 2,
      zeroCount: 2,
      positive: { bucketCounts: [1] },
      negative: { bucketCounts: [1] },
    });
  });

  it('has neither least nor most while it is empty', () => {
    const empty = record([]);
    expect(empty).toMatchObject({ count: 0, sum: 0, positive: { offset: 0, bucketCounts: [] } });
    expect('min' in empty || 'max' in empty).toBe(false);
  });

  it('keeps every value, in no more buckets than it may have, whatever their order', () => {
    fc.assert(
      fc.property(fc.array(measures, { minLength: 1, maxLength: 50 }), (values) => {
        const one = record(values, 20);
        expect(one.positive.bucketCounts.length).toBeLessThanOrEqual(20);
        expect(one.positive.bucketCounts.reduce((sum, count) => sum + count, 0)).toBe(values.length);
        const { sum: _, ...backwards } = record(values.toReversed(), 20);
        expect(one).toMatchObject(backwards);
        expect(one.positive.offset).toBe(bucketOf(Math.min(...values), one.scale));
      }),
    );
  });
});
