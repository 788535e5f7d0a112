import { roundHeight, settleHeight, SMALLER_AFTER_MS } from '@earshot/server/rooms/tile-height.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

describe('a height to ask for', () => {
  it.each([
    [1, 90],
    [94, 90],
    [95, 180],
    [180, 180],
    [189, 180],
    [200, 240],
    [350, 360],
    [500, 540],
    [700, 720],
    [1_000, 1_080],
    [1_134, 1_080],
    [1_440, 1_440],
  ])('for a tile of %i px is %i', (tile, height) => {
    expect(roundHeight(tile)).toBe(height);
  });

  it('fills the tile, but for 5 % that nobody sees', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 8_640 }), (tile) => {
        expect(roundHeight(tile) * 1.05).toBeGreaterThanOrEqual(tile);
      }),
    );
  });

  it('is never below the tile’s own, and never above it for longer than a second', () => {
    const steps = fc.array(fc.tuple(fc.integer({ min: 0, max: 1_500 }), fc.constantFrom(90, 180, 360, 720)));
    fc.assert(
      fc.property(steps, (list) => {
        let now = 0;
        let settled: ReturnType<typeof settleHeight> | undefined;
        for (const [wait, height] of list) {
          now += wait;
          settled = settleHeight(settled, height, now);
          expect(settled.height).toBeGreaterThanOrEqual(height);
          if (settled.height === height) expect(settled.lowerSince).toBeUndefined();
          else expect(now - (settled.lowerSince ?? -Infinity)).toBeLessThan(SMALLER_AFTER_MS);
        }
      }),
    );
  });
});
