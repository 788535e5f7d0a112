import { computeLadderBitrate, findRung, VIDEO_LADDER } from '@earshot/shared';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

describe('video ladder', () => {
  it.each([
    [90, 180],
    [180, 180],
    [188, 180],
    [190, 240],
    [240, 240],
    [300, 360],
    [378, 360],
    [379, 540],
    [540, 540],
    [720, 720],
    [1_080, 1_080],
    [2_160, 1_080],
  ])('fills a picture of %i lines with the rung of %i', (height, rung) => {
    expect(findRung(height).height).toBe(rung);
  });

  it('never spends less on a larger picture, nor more frames on a smaller one', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 8_640 }), fc.integer({ min: 1, max: 8_640 }), (a, b) => {
        const [small, large] = a < b ? [a, b] : [b, a];
        expect(computeLadderBitrate(small)).toBeLessThanOrEqual(computeLadderBitrate(large));
        expect(findRung(small).maxFrameRate).toBeLessThanOrEqual(findRung(large).maxFrameRate);
      }),
    );
  });

  it('stands in order, largest first', () => {
    const heights = VIDEO_LADDER.map(({ height }) => height);
    expect(heights).toEqual([...heights].sort((a, b) => b - a));
  });
});
