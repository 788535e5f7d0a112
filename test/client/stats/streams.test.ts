import { describe, expect, it } from 'vitest';
import type { StreamSample } from '../../../client/stats/api.ts';
import { CounterStore } from '../../../client/stats/counters.ts';
import { StatsIndex } from '../../../client/stats/raw.ts';
import { readReceived } from '../../../client/stats/received.ts';
import { inbound, outbound, readTwice, type Fields } from '../../support/stats-reading.ts';
import { makeRaw, makeTrack, type FakeStat } from '../../support/stats.ts';

const camera = makeTrack('receive', 'camera');
const microphone = makeTrack('receive', 'microphone');
const sentCamera = makeTrack('send', 'camera');

describe('a received picture', () => {
  it('counts frozen time, and not the pause of a layer switch', () => {
    const before = { frameHeight: 360, frameWidth: 640, totalFreezesDuration: 1, freezeCount: 1 };
    const after = { ...before, totalFreezesDuration: 1.4, freezeCount: 2 };
    const frozen = readTwice(camera, [inbound(1, before)], [inbound(2, after)]);
    expect(frozen.delta?.freezeMs).toBeCloseTo(400, 6);
    expect(frozen.sample.longestFreezeDurationInMs).toBeCloseTo(400, 6);
    expect(frozen.sample.totalFreezeDurationInMs).toBe(1_400);
    const switched = readTwice(
      camera,
      [inbound(1, before)],
      [inbound(2, { ...after, frameHeight: 180, frameWidth: 320 })],
    );
    expect(switched.delta?.freezeMs).toBeUndefined();
  });

  it('does not say how long the longest freeze was when it was before our time', () => {
    const fields = { totalFreezesDuration: 3, freezeCount: 2 };
    const { sample } = readTwice(camera, [inbound(1, fields)], [inbound(2, fields)]);
    expect(sample).not.toHaveProperty('longestFreezeDurationInMs');
  });

  it('takes a height of zero for no height', () => {
    const { sample } = readTwice(camera, [inbound(1, { frameHeight: 0 })], [inbound(2, { frameHeight: 0 })]);
    expect(sample).not.toHaveProperty('frameHeightReceived');
  });

  it('keeps totals of all its life, also at first sight', () => {
    const counted = { packetsReceived: 90, packetsLost: 4, framesDecoded: 50, framesDropped: 3 };
    const first = readReceived(
      new StatsIndex(makeRaw([inbound(1, counted)]), 't'),
      camera,
      new CounterStore(),
    );
    expect(first?.sample).toMatchObject({ packets: 90, packetsLost: 4, framesDecoded: 50, framesDropped: 3 });
    expect(first?.sample).not.toHaveProperty('packetsPerSecond');
    const { sample, delta } = readTwice(
      camera,
      [inbound(1, counted)],
      [inbound(2, { ...counted, framesDropped: 5 })],
    );
    expect(sample.framesDropped).toBe(5);
    expect(delta?.framesDropped).toBe(2);
  });

  it('is found by its track where there is no mid', () => {
    const track = { ...camera, mid: undefined, mediaTrackId: 'T' };
    const fields = { mid: undefined, trackIdentifier: 'T', packetsReceived: 1 };
    expect(readTwice(track, [inbound(1, fields)], [inbound(2, fields)]).delta?.packets).toBe(0);
  });
});

describe('received sound', () => {
  it('counts what was audibly made up, by the rate at which the browser counts samples', () => {
    const samples = (concealed: number, silent: number, total: number): Fields => ({
      concealedSamples: concealed,
      silentConcealedSamples: silent,
      totalSamplesReceived: total,
      totalSamplesDuration: total / 48_000,
    });
    const { sample, delta } = readTwice(
      microphone,
      [inbound(1, samples(1_000, 1_000, 48_000))],
      [inbound(2, samples(5_800, 3_400, 96_000))],
    );
    expect(sample.healedRatio).toBeCloseTo(0.05, 9);
    expect(delta?.concealedMs).toBeCloseTo(50, 6);
  });

  it('leaves out the stale jitter of a stream that stands still', () => {
    const fields = { packetsReceived: 10, jitter: 0.2 };
    const { sample, delta } = readTwice(microphone, [inbound(1, fields)], [inbound(2, fields)]);
    expect(sample).not.toHaveProperty('jitterInMs');
    expect(delta?.jitterMs).toBeUndefined();
    expect(sample.packetsPerSecond).toBe(0);
  });
});

describe('a sent picture', () => {
  const layers = (second: number): FakeStat[] => [
    outbound(second, 'q', {
      frameHeight: 180,
      framesSent: 20 * second,
      framesEncoded: 20 * second,
      packetsSent: 20 * second,
      bytesSent: 1_000 * second,
    }),
    outbound(second, 'hh', {
      frameHeight: 360,
      framesSent: 18 * second,
      framesEncoded: 18 * second,
      packetsSent: 40 * second,
      bytesSent: 5_000 * second,
    }),
    // Switched off by the server because nobody watches it.
    outbound(second, 'fff', {
      frameHeight: 720,
      framesSent: 7,
      framesEncoded: 7,
      packetsSent: 9,
      bytesSent: 900,
    }),
  ];

  it('shows the largest layer that is sent, then the others, those that are off last', () => {
    const { sample, delta } = readTwice(sentCamera, layers(1), layers(2));
    const heights = [sample, ...(sample.altLayouts ?? [])].map(
      (layer: StreamSample) => layer.frameHeightSent,
    );
    expect(heights).toEqual([360, 180, 720]);
    expect(delta).toMatchObject({ packets: 60, bytes: 6_000, frames: 20, frameHeight: 360 });
  });

  it('takes the receiver’s word only in the second in which it came', () => {
    const remote = (second: number, lost: number): FakeStat => ({
      id: 'RI',
      type: 'remote-inbound-rtp',
      timestamp: second * 1_000,
      ssrc: 1,
      localId: 'OTq',
      packetsLost: lost,
      roundTripTime: 0.03,
      jitter: 0.002,
    });
    const fresh = readTwice(sentCamera, [...layers(1), remote(1, 2)], [...layers(2), remote(2, 5)]);
    expect(fresh.delta).toMatchObject({ packetsLost: 3, rttMs: 30, jitterMs: 2 });
    const stale = readTwice(sentCamera, [...layers(1), remote(1, 2)], [...layers(2), remote(1, 2)]);
    expect(stale.delta?.packetsLost).toBeUndefined();
    expect(stale.delta?.rttMs).toBeUndefined();
    // What was lost altogether does not go stale.
    expect(stale.sample.altLayouts?.[0]).toMatchObject({ frameHeightSent: 180, packetsLost: 2 });
    expect(stale.sample).not.toHaveProperty('packetsLost');
  });

  it('takes limits by their durations, once for all layers', () => {
    const limited = (second: number): FakeStat[] =>
      layers(second).map((layer) => ({
        ...layer,
        qualityLimitationReason: 'none',
        qualityLimitationDurations: { bandwidth: 0.5 * second, cpu: 0, other: 0, none: 0 },
      }));
    const { delta } = readTwice(sentCamera, limited(1), limited(2));
    expect(delta).toMatchObject({ limitedBandwidthMs: 500, limitedCpuMs: 0, limitedOtherMs: 0 });
    expect(readTwice(sentCamera, layers(1), layers(2)).delta?.limitedBandwidthMs).toBeUndefined();
  });

  it('counts the frames of the camera itself', () => {
    const source = (second: number, frames: number): FakeStat => ({
      id: 'SV',
      type: 'media-source',
      timestamp: second * 1_000,
      trackIdentifier: 'T',
      frames,
      framesPerSecond: 30,
      width: 1280,
      height: 720,
    });
    const track = { ...sentCamera, mediaTrackId: 'T' };
    const flowing = readTwice(track, [...layers(1), source(1, 30)], [...layers(2), source(2, 60)]);
    expect(flowing.sample).toMatchObject({ frameRateInput: 30, frameHeightInput: 720 });
    const frozen = readTwice(track, [...layers(1), source(1, 30)], [...layers(2), source(2, 30)]);
    expect(frozen.sample.frameRateInput).toBe(0);
  });
});
