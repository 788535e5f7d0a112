import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mean, percentile } from '../../load/run/percentile.ts';

describe('a percentile', () => {
  it('is interpolated between its neighbours', () => {
    const values = [40, 10, 30, 20];
    expect(percentile(values, 0)).toBe(10);
    expect(percentile(values, 50)).toBe(25);
    expect(percentile(values, 95)).toBeCloseTo(38.5);
    expect(percentile(values, 100)).toBe(40);
  });

  it('of nothing is not known, like a mean of nothing', () => {
    expect(percentile([], 95)).toBeUndefined();
    expect(mean([])).toBeUndefined();
  });

  it('never leaves the range of its values and grows with the share', () => {
    const some = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1 });
    fc.assert(
      fc.property(some, fc.nat(100), fc.nat(100), (values, a, b) => {
        const low = percentile(values, Math.min(a, b)) ?? NaN;
        const high = percentile(values, Math.max(a, b)) ?? NaN;
        expect(low).toBeLessThanOrEqual(high);
        expect(low).toBeGreaterThanOrEqual(Math.min(...values));
        expect(high).toBeLessThanOrEqual(Math.max(...values));
      }),
    );
  });
});
