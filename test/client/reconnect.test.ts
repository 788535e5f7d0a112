import { describe, expect, test } from 'vitest';
import { computeDelay, shouldGiveUp } from '../../client/reconnect.ts';

describe('the reconnect policy', () => {
  test('tries at once, then waits longer and longer up to five seconds', () => {
    const delays = Array.from({ length: 9 }, (_, attempt) => computeDelay(attempt, () => 0.5));
    expect(delays).toEqual([0, 300, 700, 1_500, 2_500, 4_000, 5_000, 5_000, 5_000]);
  });

  test('spreads clients by thirty percent to either side', () => {
    expect(computeDelay(6, () => 0)).toBe(3_500);
    expect(computeDelay(6, () => 1)).toBe(6_500);
  });

  test('gives up half a minute after the place is lost', () => {
    expect(shouldGiveUp(60_000, 30_000)).toBe(false);
    expect(shouldGiveUp(60_001, 30_000)).toBe(true);
  });
});
