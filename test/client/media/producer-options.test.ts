import { describe, expect, test } from 'vitest';
import { computeAudioOptions } from '../../../client/media/producer-options.ts';

describe('sound', () => {
  test('of speech goes out in frames of 20 ms, repairs losses and is nearly free in silence', () => {
    expect(computeAudioOptions({ source: 'microphone', music: false })).toEqual({
      opusFec: true,
      opusPtime: 20,
      opusStereo: false,
      opusDtx: true,
    });
  });

  test.each([
    ['music', { source: 'microphone', music: true }],
    ['a share', { source: 'screenAudio', music: false }],
  ] as const)('of %s is sent in silence too, in stereo', (_, wish) => {
    expect(computeAudioOptions(wish)).toEqual({
      opusFec: true,
      opusPtime: 20,
      opusStereo: true,
      opusDtx: false,
      opusMaxAverageBitrate: 128_000,
    });
  });
});
