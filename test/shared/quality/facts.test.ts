import {
  expectFrameRate,
  measureLayerDistance,
  scoreTrack,
  type SentSide,
  type ShownVideo,
  type TrackInterval,
} from '@earshot/shared';
import { describe, expect, it } from 'vitest';

const sent: SentSide = { frameRate: 30, frameHeight: 720, rttMs: 100 };
const shown: ShownVideo = { height: 720, maxHeight: undefined, maxFrameRate: undefined, isLowered: true };

describe('frames that should come', () => {
  it.each<[string, Parameters<typeof expectFrameRate>[0], number]>([
    ['those that are sent', { sent, shown }, 30],
    ['those of a camera that is slow in the dark', { sent: { ...sent, frameRate: 8 }, shown }, 8],
    ['what a small tile is worth', { sent, shown: { ...shown, height: 180 } }, 15],
    ['what the app allows', { sent, shown: { ...shown, maxFrameRate: 5 } }, 5],
    ['the usual when nobody says', {}, 20],
    ['the usual when only the tile is known', { shown }, 20],
    ['the usual at most when only the publisher says', { sent }, 20],
    ['few that are sent, whatever the tile', { sent: { ...sent, frameRate: 3 } }, 3],
    ['the usual when the publisher did not measure', { sent: { ...sent, frameRate: undefined }, shown }, 20],
  ])('are %s', (_what, facts, frameRate) => {
    expect(expectFrameRate(facts)).toBe(frameRate);
  });
});

describe('the distance of layers', () => {
  it.each([
    ['none when the tile is filled', 720, shown, 0],
    ['none when more comes than is shown', 720, { ...shown, height: 180 }, 0],
    ['one', 360, shown, 1],
    ['two', 180, shown, 2],
    ['one below the lowest that fills the tile', 360, { ...shown, height: 500 }, 1],
    ['none when the lower one fills it but for what nobody sees', 360, { ...shown, height: 375 }, 0],
    ['none when the app wants no larger', 180, { ...shown, maxHeight: 180 }, 0],
    ['none for caps and wishes', 180, { ...shown, isLowered: false }, 0],
  ])('is %s', (...[, frameHeight, video, distance]) => {
    expect(measureLayerDistance(frameHeight, { sent, shown: video })).toBe(distance);
  });

  it('is not against what the publisher does not send', () => {
    expect(measureLayerDistance(180, { sent: { ...sent, frameHeight: 180 }, shown })).toBe(0);
  });

  it.each<[string, number | undefined, Parameters<typeof measureLayerDistance>[1]]>([
    ['how it is shown', 180, { sent }],
    ['whether any is lowered', 180, { sent, shown: { ...shown, isLowered: undefined } }],
    ['what is sent', 180, { shown }],
    ['what came', undefined, { sent, shown }],
    ['what came but a height of nothing', 0, { sent, shown }],
  ])('is not known when nobody says %s', (_what, frameHeight, facts) => {
    expect(measureLayerDistance(frameHeight, facts)).toBeUndefined();
  });
});

describe('a track that is judged with both sides', () => {
  const interval = { intervalMs: 10_000, gap: false, rttMs: { send: undefined, receive: 100 } };
  const video: TrackInterval = {
    trackId: 'v',
    direction: 'receive',
    source: 'camera',
    kind: 'video',
    values: { expectedMs: 10_000, packets: 900, frames: 150, freezeMs: 0, frameHeight: 360 },
  };

  it('is held to the frames that were sent', () => {
    expect(scoreTrack(video, interval)).toMatchObject({ score: 83, factor: 'none' });
    expect(scoreTrack(video, interval, { sent, shown: { ...shown, isLowered: false } })).toMatchObject({
      score: 57,
      factor: 'lowFps',
    });
    expect(scoreTrack(video, interval, { sent: { ...sent, frameRate: 15 } }).score).toBe(100);
  });

  it('is held to the layer that was chosen', () => {
    const facts = { sent: { ...sent, frameRate: 15 }, shown };
    expect(scoreTrack(video, interval, facts)).toEqual({ band: 'fair', factor: 'layer', score: 65 });
  });

  it('hears the way of the publisher too', () => {
    const audio: TrackInterval = {
      ...video,
      source: 'microphone',
      kind: 'audio',
      values: { expectedMs: 10_000, packets: 500, concealedMs: 0, jitterBufferMs: 230 },
    };
    expect(scoreTrack(audio, interval).score).toBe(80);
    expect(scoreTrack(audio, interval, { sent: { ...sent, rttMs: 200 } })).toEqual({
      band: 'fair',
      factor: 'delay',
      score: 60,
    });
  });
});

describe('a picture that is sent', () => {
  const interval = { intervalMs: 10_000, gap: false, rttMs: { send: 50, receive: 50 } };
  const camera = (values: TrackInterval['values']): TrackInterval => ({
    trackId: 'v',
    direction: 'send',
    source: 'camera',
    kind: 'video',
    values: { expectedMs: 10_000, packets: 900, packetsLost: 0, frames: 300, ...values },
  });
  /** Bytes of 10 s at so many bit/s. */
  const at = (bitsPerSecond: number) => (bitsPerSecond * 10) / 8;

  it.each<[string, TrackInterval['values'], number | undefined, number]>([
    ['what it is worth', { limitedBandwidthMs: 10_000, bytes: at(2_500_000) }, 720, 100],
    ['more', { limitedBandwidthMs: 10_000, bytes: at(4_000_000) }, 720, 100],
    ['a fifth of it', { limitedBandwidthMs: 10_000, bytes: at(500_000) }, 720, 68],
    ['a twenty-fifth of it', { limitedBandwidthMs: 5_000, bytes: at(100_000) }, 720, 36],
    ['the same where it is shown small', { limitedBandwidthMs: 10_000, bytes: at(100_000) }, 180, 75],
    ['little, because there is little to see', { limitedBandwidthMs: 4_900, bytes: at(100_000) }, 720, 100],
    [
      'little, and nobody knows how large it is wanted',
      { limitedBandwidthMs: 10_000, bytes: at(100_000) },
      undefined,
      100,
    ],
    ['little, and nobody measures why', { bytes: at(100_000) }, 720, 100],
  ])('with %s', (...[, values, wantedHeight, score]) => {
    const judged = scoreTrack(camera(values), interval, { wantedHeight });
    expect(judged).toMatchObject({ score, factor: score < 80 ? 'bitrate' : 'none' });
  });

  it('never gets better with less', () => {
    const scores = [2_000_000, 1_000_000, 500_000, 100_000, 10_000, 0].map(
      (bps) =>
        scoreTrack(camera({ limitedBandwidthMs: 10_000, bytes: at(bps) }), interval, { wantedHeight: 720 })
          .score ?? NaN,
    );
    expect(scores).toEqual([...scores].sort((left, right) => right - left));
    expect(scores.at(-1)).toBe(0);
  });
});
