import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  bitrateFor,
  computeActive,
  computeCameraEncodings,
  computeScreenEncodings,
  selectVideoCodec,
} from '../../../client/media/encodings.ts';

const camera = { height: 720, frameRate: 30, maxBitrate: undefined, mode: 'simulcast' };

describe('encodings of a camera', () => {
  test('are 180, 360 and 720 lines at the bitrates of the ladder, each in three frame rates', () => {
    const frames = { maxFramerate: 30, scalabilityMode: 'L1T3' };
    expect(computeCameraEncodings(camera)).toEqual([
      { ...frames, scaleResolutionDownBy: 4, maxBitrate: 250_000 },
      { ...frames, scaleResolutionDownBy: 2, maxBitrate: 900_000 },
      { ...frames, scaleResolutionDownBy: 1, maxBitrate: 2_500_000 },
    ]);
  });

  test.each([
    [1080, [4, 2, 1]],
    [540, [4, 2, 1]],
    [480, [2, 1]],
    [180, [2, 1]],
  ])('of %i lines are scaled by %j', (height, scales) => {
    const encodings = computeCameraEncodings({ ...camera, height });
    expect(encodings.map((encoding) => encoding.scaleResolutionDownBy)).toEqual(scales);
  });

  test('are one with its mode when layers are the codec’s', () => {
    expect(computeCameraEncodings({ ...camera, mode: 'L3T3_KEY' })).toEqual([
      { scalabilityMode: 'L3T3_KEY', maxBitrate: 2_500_000, maxFramerate: 30 },
    ]);
  });

  test('keep to the bound in sum, are never fewer than two and grow with their size', () => {
    const wish = fc.record({
      height: fc.integer({ min: 120, max: 2_160 }),
      frameRate: fc.integer({ min: 1, max: 60 }),
      maxBitrate: fc.option(fc.integer({ min: 200_000, max: 10_000_000 }), { nil: undefined }),
      mode: fc.constant('simulcast'),
    });
    fc.assert(
      fc.property(wish, (wanted) => {
        const rates = computeCameraEncodings(wanted).map(({ maxBitrate = 0 }) => maxBitrate);
        const total = rates.reduce((sum, rate) => sum + rate, 0);
        expect(rates.length).toBeGreaterThanOrEqual(2);
        expect(rates).toEqual([...rates].sort((a, b) => a - b));
        // The floor of a layer may lift a very low bound.
        if (wanted.maxBitrate !== undefined)
          expect(total).toBeLessThanOrEqual(wanted.maxBitrate + 3 * 60_000);
      }),
    );
  });

  test('get fewer bits for fewer frames, but more than in proportion', () => {
    expect(bitrateFor(720, 15)).toBe(1_750_000);
    expect(bitrateFor(630, 30)).toBe(2_100_000);
  });
});

describe('encodings of a share', () => {
  test('are a full one and a small slow one', () => {
    const [small, full] = computeScreenEncodings({ ...camera, height: 1080, frameRate: 15 });
    expect(small).toMatchObject({ scaleResolutionDownBy: 2, maxFramerate: 5 });
    expect(full).toMatchObject({ scaleResolutionDownBy: 1, maxFramerate: 15 });
  });
});

describe('what is encoded', () => {
  test.each([
    [3, 2, [true, true, true]],
    [3, 0, [true, false, false]],
    [3, -1, [false, false, false]],
    [1, 0, [true]],
    [1, -1, [false]],
  ])('of %i encodings, when %i is the highest that is watched: %j', (count, highest, active) => {
    expect(computeActive(count, highest)).toEqual(active);
  });
});

describe('the codec', () => {
  const sendable = ['video/VP8', 'video/VP9', 'video/H264', 'video/AV1'].map((mimeType) => ({ mimeType }));
  const choice = {
    preferred: ['video/AV1', 'video/vp8'],
    sendable,
    mode: 'simulcast',
    simulcastOnlyClassic: false,
  };

  test('is the first of the room’s order that the browser can send', () => {
    expect(selectVideoCodec(choice)).toEqual({ mimeType: 'video/AV1' });
    expect(selectVideoCodec({ ...choice, sendable: sendable.slice(0, 2) })).toEqual({
      mimeType: 'video/VP8',
    });
  });

  test('is one of those that Firefox sends simulcast in', () => {
    expect(selectVideoCodec({ ...choice, simulcastOnlyClassic: true })).toEqual({ mimeType: 'video/VP8' });
  });

  test('is none that has no layers when the room wants layers', () => {
    expect(selectVideoCodec({ ...choice, mode: 'L3T3_KEY' })).toEqual({ mimeType: 'video/AV1' });
    expect(selectVideoCodec({ ...choice, mode: 'L3T3_KEY', preferred: ['video/VP8'] })).toBeUndefined();
  });
});
