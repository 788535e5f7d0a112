import { describe, expect, test } from 'vitest';
import {
  resolveVideo,
  toAudioConstraints,
  toDisplayOptions,
  toVideoConstraints,
} from '../../../client/devices/constraints.ts';

describe('what a camera is asked for', () => {
  test('is 720 lines at 30 frames unless the app says otherwise', () => {
    expect(toVideoConstraints(resolveVideo({}))).toEqual({
      height: { ideal: 720 },
      width: { ideal: 1280 },
      frameRate: { ideal: 30, max: 30 },
    });
  });

  test.each([
    [{ frameHeight: 4_000, frameRate: 500 }, 1080, 60],
    [{ frameHeight: 1, frameRate: 0 }, 180, 1],
  ])('by %j keeps to the range', (options, frameHeight, frameRate) => {
    expect(resolveVideo(options)).toMatchObject({ frameHeight, frameRate });
  });

  test('keeps what was asked before, except the device when a side is asked for', () => {
    const before = resolveVideo({ deviceId: 'cam', frameHeight: 360, bitrate: { max: 500_000 } });
    expect(resolveVideo({ facingMode: 'environment' }, before)).toEqual({
      deviceId: undefined,
      facingMode: 'environment',
      frameHeight: 360,
      frameRate: 30,
      maxBitrate: 500_000,
    });
  });

  test('is exactly the device that the person chose', () => {
    expect(toVideoConstraints(resolveVideo({ deviceId: 'cam' }))).toMatchObject({
      deviceId: { exact: 'cam' },
    });
  });
});

describe('what a microphone is asked for', () => {
  test('is clean speech unless the app says otherwise', () => {
    expect(toAudioConstraints({ noiseSuppression: false })).toEqual({
      echoCancellation: true,
      noiseSuppression: false,
      autoGainControl: true,
      channelCount: 1,
    });
  });

  test('is all there is to hear in music mode', () => {
    expect(toAudioConstraints({ musicMode: true, echoCancellation: true })).toEqual({
      echoCancellation: false,
      noiseSuppression: false,
      autoGainControl: false,
      channelCount: 2,
    });
  });
});

describe('what a share is asked for', () => {
  test('comes with its sound unless the app says otherwise', () => {
    expect(toDisplayOptions({})).toMatchObject({
      video: { height: { max: 1080 } },
      audio: { echoCancellation: false },
    });
    expect(toDisplayOptions({ audio: false }).audio).toBe(false);
  });
});
