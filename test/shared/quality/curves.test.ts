import { QUALITY_THRESHOLDS, readCurve, scoreLoss, through, weighLoss, type Curve } from '@earshot/shared';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const { curves, lossWeights } = QUALITY_THRESHOLDS;

describe('a curve', () => {
  it.each<[keyof typeof curves, readonly [value: number, score: number][]]>([
    [
      'concealment',
      [
        [0, 100],
        [0.015, 90],
        [0.03, 80],
        [0.05, 60],
        [0.07, 40],
        [0.135, 20],
        [0.2, 0],
        [1, 0],
      ],
    ],
    [
      'freeze',
      [
        [0, 100],
        [0.005, 90],
        [0.01, 80],
        [0.055, 60],
        [0.1, 40],
        [0.3, 20],
        [0.5, 0],
        [1, 0],
      ],
    ],
    [
      'shareFreeze',
      [
        [0, 100],
        [0.15, 80],
        [0.41, 40],
        [1, 0],
      ],
    ],
    [
      'frameRate',
      [
        [1, 100],
        [0.85, 90],
        [0.7, 80],
        [0.525, 60],
        [0.35, 40],
        [0.175, 20],
        [0, 0],
      ],
    ],
    [
      'mouthToEarMs',
      [
        [0, 100],
        [150, 100],
        [225, 90],
        [300, 80],
        [400, 60],
        [500, 40],
        [750, 20],
        [1_000, 0],
        [5_000, 0],
      ],
    ],
    [
      'missingBitrate',
      [
        [0, 100],
        [Math.log(2.72), 80],
        [Math.log(20.1), 40],
        [5, 0],
        [Infinity, 0],
      ],
    ],
    [
      'layerDistance',
      [
        [0, 100],
        [1, 65],
        [1.5, 47.5],
        [2, 30],
        [3, 0],
      ],
    ],
    [
      'dryness',
      [
        [0, 100],
        [0.01, 90],
        [0.02, 80],
        [0.1, 40],
        [0.5, 0],
        [1, 0],
      ],
    ],
  ])('reads %s as published', (name, values) => {
    for (const [value, score] of values)
      expect(readCurve(curves[name], value), String(value)).toBeCloseTo(score, 1);
  });

  it('never rises with harm, and stays within 0 and 100', () => {
    const names = Object.keys(curves) as (keyof typeof curves)[];
    const value = fc.double({ min: 0, max: 2_000, noNaN: true });
    fc.assert(
      fc.property(fc.constantFrom(...names), value, value, (name, left, right) => {
        const curve: Curve = curves[name];
        const falls = curve[1][0] < curve[0][0];
        const [less, more] = [Math.min(left, right), Math.max(left, right)].map((at) =>
          readCurve(curve, at),
        ) as [number, number];
        expect(Math.round(falls ? less : more)).toBeLessThanOrEqual(Math.round(falls ? more : less));
        expect(Math.min(less, more)).toBeGreaterThanOrEqual(0);
        expect(Math.max(less, more)).toBeLessThanOrEqual(100);
      }),
    );
  });

  it('goes through the edges of the bands', () => {
    const { good, fair } = QUALITY_THRESHOLDS.bands;
    const curve = through([1, 2, 3, 4]);
    expect([1, 2, 3, 4].map((value) => readCurve(curve, value))).toEqual([100, good, fair, 0]);
  });
});

describe('loss by LiveKit’s weights', () => {
  it.each([
    ['Opus', 8, 1, 92],
    ['Opus', 8, 4, 68],
    ['Opus', 8, 12, 4],
    ['video', lossWeights.video, 2, 80],
    ['video', lossWeights.video, 6, 40],
    ['Opus with FEC', lossWeights.audio, 3.75, 80],
    ['Opus with FEC', lossWeights.audio, 11.25, 40],
    ['Opus with FEC', lossWeights.audio, 50, 0],
  ])('is worth of %s with weight %f and %f %%: %f', (...[, weight, percent, score]) => {
    expect(scoreLoss(percent / 100, weight)).toBeCloseTo(score, 6);
  });

  it.each([
    ['microphone', 50, 8 / 1.5],
    ['microphone', 100, 8 / 1.5],
    ['microphone', 12.5, 4 / 1.5],
    ['screenAudio', 2, 1.6 / 1.5],
    ['screen', 100, 10],
    ['screen', 1, 1],
    ['camera', 1, 10],
    ['camera', 300, 10],
  ] as const)('weighs for %s at %f packets a second %f', (source, packetsPerSecond, weight) => {
    expect(weighLoss(source, packetsPerSecond)).toBeCloseTo(weight, 6);
  });
});
