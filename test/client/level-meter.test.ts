import { describe, expect, test } from 'vitest';
import { computeRms, LevelMeter, toMeter } from '../../client/level-meter.ts';

describe('the level meter', () => {
  test.each([
    [0, 0],
    [Number.NaN, 0],
    [0.000_1, 0],
    [0.001, 0],
    [0.1, 2 / 3],
    [1, 1],
    [2, 1],
  ])('shows an RMS of %f as %f', (rms, shown) => {
    expect(toMeter(rms)).toBeCloseTo(shown, 5);
  });

  test('measures the root mean square', () => {
    expect(computeRms(new Float32Array([0.5, -0.5, 0.5, -0.5]))).toBeCloseTo(0.5);
    expect(computeRms(new Float32Array(0))).toBe(0);
  });

  test('shows nothing, and knows no peak, where there is no Web Audio', () => {
    const meter = new LevelMeter({ AudioContext: undefined, MediaStream: undefined });
    expect(meter.level).toBe(0);
    expect(meter.takePeak()).toBeUndefined();
  });
});
