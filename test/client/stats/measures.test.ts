import { describe, expect, it } from 'vitest';
import { CounterStore } from '../../../client/stats/counters.ts';
import { readPlayout } from '../../../client/stats/playout.ts';
import { StatsIndex } from '../../../client/stats/raw.ts';
import type { TrackReading } from '../../../client/stats/reading.ts';
import type { TrackRound } from '../../../client/stats/sampler.ts';
import { withSkew } from '../../../client/stats/skew.ts';
import { readTransport } from '../../../client/stats/transports.ts';
import { inbound, outbound, readTwice, type Fields } from '../../support/stats-reading.ts';
import { makeRaw, makeTrack, type FakeStat } from '../../support/stats.ts';

const camera = makeTrack('receive', 'camera');
const microphone = makeTrack('receive', 'microphone');
const sentCamera = makeTrack('send', 'camera');

describe('a received picture', () => {
  it('tells what one frame took, by the frames of this second', () => {
    const fields = (frames: number, seconds: number): Fields => ({
      framesDecoded: frames,
      framesDropped: frames / 5,
      totalDecodeTime: seconds,
      totalProcessingDelay: 3 * seconds,
      qpSum: 30 * frames,
      packetsReceived: frames,
    });
    const { sample } = readTwice(camera, [inbound(1, fields(100, 1))], [inbound(3, fields(150, 1.4))]);
    expect(sample.decodeTimeInMs).toBeCloseTo(8, 9);
    expect(sample.processingDelayInMs).toBeCloseTo(24, 9);
    expect(sample.meanQp).toBe(30);
    expect(sample.frameRateDropped).toBe(5);
  });

  it('tells how far frames are from coming evenly, but not across a layer switch', () => {
    // Ten frames, 40 and 60 ms apart in turn: 50 ms by 10.
    const fields = (frames: number, height: number): Fields => ({
      frameHeight: height,
      framesDecoded: frames,
      totalInterFrameDelay: 0.05 * frames,
      totalSquaredInterFrameDelay: ((0.04 ** 2 + 0.06 ** 2) / 2) * frames,
    });
    const steady = readTwice(camera, [inbound(1, fields(20, 360))], [inbound(2, fields(30, 360))]);
    expect(steady.sample.frameIntervalDeviationInMs).toBeCloseTo(10, 6);
    const switched = readTwice(camera, [inbound(1, fields(20, 360))], [inbound(2, fields(30, 180))]);
    expect(switched.sample).not.toHaveProperty('frameIntervalDeviationInMs');
  });

  it('has no mean where nothing was decoded, and no zero for what is not counted', () => {
    const fields = { framesDecoded: 20, totalDecodeTime: 1, packetsReceived: 20 };
    const { sample } = readTwice(camera, [inbound(1, fields)], [inbound(2, fields)]);
    for (const name of ['decodeTimeInMs', 'meanQp', 'nackCount', 'pauseCount', 'retransmittedPackets'])
      expect(sample).not.toHaveProperty(name);
  });

  it('counts repair in total', () => {
    const fields = { nackCount: 7, pliCount: 2, firCount: 1, retransmittedPacketsReceived: 6 };
    const { sample } = readTwice(camera, [inbound(1, fields)], [inbound(2, fields)]);
    expect(sample).toMatchObject({ nackCount: 7, pliCount: 2, firCount: 1, retransmittedPackets: 6 });
  });
});

describe('received sound', () => {
  const samples = (total: number, fields: Fields): Fields => ({
    totalSamplesReceived: total,
    totalSamplesDuration: total / 48_000,
    ...fields,
  });

  it('tells what was stretched, shortened and made up', () => {
    const before = samples(48_000, {
      insertedSamplesForDeceleration: 100,
      removedSamplesForAcceleration: 0,
      concealedSamples: 0,
      silentConcealedSamples: 0,
      concealmentEvents: 0,
      fecPacketsReceived: 0,
    });
    const after = samples(96_000, {
      insertedSamplesForDeceleration: 2_020,
      removedSamplesForAcceleration: 480,
      concealedSamples: 2_880,
      silentConcealedSamples: 960,
      concealmentEvents: 3,
      fecPacketsReceived: 4,
      fecPacketsDiscarded: 1,
    });
    const { sample, delta } = readTwice(microphone, [inbound(1, before)], [inbound(2, after)]);
    expect(sample.timeStretchRatio).toBeCloseTo(0.05, 9);
    expect(sample.audibleConcealmentInMs).toBeCloseTo(40, 6);
    expect(delta?.concealedMs).toBe(sample.audibleConcealmentInMs);
    expect(sample).toMatchObject({ concealmentEvents: 3, fecPackets: 4, fecPacketsDiscarded: 1 });
  });

  it('tells how long it waits, and how long it should', () => {
    const fields = (second: number): Fields => ({
      jitterBufferDelay: 48_000 * 0.06 * second,
      jitterBufferTargetDelay: 48_000 * 0.09 * second,
      jitterBufferEmittedCount: 48_000 * second,
    });
    const { sample } = readTwice(microphone, [inbound(1, fields(1))], [inbound(2, fields(2))]);
    expect(sample.jitterBufferDelayInMs).toBeCloseTo(60, 6);
    expect(sample.jitterBufferTargetDelayInMs).toBeCloseTo(90, 6);
  });
});

describe('a sent picture', () => {
  const layer = (second: number, fields: Fields = {}): FakeStat =>
    outbound(second, 'f', {
      framesEncoded: 20 * second,
      framesSent: 20 * second,
      packetsSent: 100 * second,
      totalEncodeTime: 0.2 * second,
      totalPacketSendDelay: 1.5 * second,
      qpSum: 500 * second,
      targetBitrate: 700_000,
      ...fields,
    });
  const source = (second: number): FakeStat => ({
    id: 'SV',
    type: 'media-source',
    timestamp: second * 1_000,
    trackIdentifier: 'T',
    frames: 30 * second,
  });
  const track = { ...sentCamera, mediaTrackId: 'T' };

  it('tells what encoding and waiting took, and what was left out', () => {
    const { sample } = readTwice(track, [layer(1), source(1)], [layer(2), source(2)]);
    expect(sample.encodeTimeInMs).toBeCloseTo(10, 9);
    expect(sample.sendQueueDelayInMs).toBeCloseTo(15, 9);
    expect(sample).toMatchObject({ meanQp: 25, frameRateDropped: 10, targetBitrate: 700_000 });
  });

  it('drops nothing while it is switched off', () => {
    const off = { framesSent: 20, framesEncoded: 20 };
    const { sample } = readTwice(track, [layer(1, off), source(1)], [layer(2, off), source(2)]);
    expect(sample).not.toHaveProperty('frameRateDropped');
    expect(sample).not.toHaveProperty('encodeTimeInMs');
  });

  it('tells what holds it back, and for how long; not a reason that nobody knows', () => {
    const durations = { none: 3, cpu: 0, bandwidth: 1.5, other: 0 };
    const fields = { qualityLimitationReason: 'bandwidth', qualityLimitationDurations: durations };
    const { sample } = readTwice(track, [layer(1, fields)], [layer(2, fields)]);
    expect(sample).toMatchObject({
      qualityLimitationReason: 'bandwidth',
      qualityLimitationNoneInMs: 3_000,
      qualityLimitationBandwidthInMs: 1_500,
      qualityLimitationCpuInMs: 0,
    });
    const odd = { qualityLimitationReason: 'weather', qualityLimitationDurations: 'long' };
    const other = readTwice(track, [layer(1, odd)], [layer(2, odd)]);
    expect(Object.keys(other.sample).filter((name) => name.startsWith('quality'))).toEqual([]);
  });
});

describe('the loudspeaker', () => {
  const playout = (second: number, fields: Fields): FakeStat => ({
    id: 'AP',
    type: 'media-playout',
    timestamp: second * 1_000,
    ...fields,
  });

  it('tells how late it plays and how much it had to fill', () => {
    const counters = new CounterStore();
    const read = (stat: FakeStat) => readPlayout(new StatsIndex(makeRaw([stat]), 't'), counters);
    const fields = (second: number): Fields => ({
      totalPlayoutDelay: 44_100 * 0.025 * second,
      totalSamplesCount: 44_100 * second,
      totalSamplesDuration: second,
      synthesizedSamplesDuration: 0.1 * second,
      synthesizedSamplesEvents: 2 * second,
    });
    expect(read(playout(1, fields(1)))).toEqual({ synthesizedEvents: 2 });
    const second = read(playout(2, fields(2)));
    expect(second?.delayInMs).toBeCloseTo(25, 9);
    expect(second?.synthesizedRatio).toBeCloseTo(0.1, 9);
    expect(read(playout(2, fields(2)))).toBeUndefined();
    expect(readPlayout(new StatsIndex(makeRaw([]), 't'), counters)).toBeUndefined();
  });
});

describe('sound and picture of one sender', () => {
  const heard = (track: TrackRound['track'], playoutAt: number | undefined): TrackRound => {
    const sample = { id: track.source, transportId: 't', ...track } as unknown;
    return { track, answered: true, reading: { sample, delta: undefined, playoutAt } as TrackReading };
  };
  const skews = (...rounds: TrackRound[]) =>
    withSkew(rounds).map(({ reading }) => reading?.sample.audioVideoSkewInMs);

  it('are as far apart as what is played of them', () => {
    expect(skews(heard(camera, -100), heard(microphone, -40))).toEqual([60, undefined]);
    expect(skews(heard(microphone, -90), heard(camera, -40))).toEqual([undefined, -50]);
  });

  it('are compared only with each other, where both are measured and by one clock', () => {
    const stranger = { ...microphone, streamId: 'somebody else' };
    const share = makeTrack('receive', 'screen');
    expect(skews(heard(camera, -100), heard(stranger, -40))).toEqual([undefined, undefined]);
    expect(skews(heard(share, -100), heard(microphone, -40))).toEqual([undefined, undefined]);
    expect(skews(heard(camera, undefined), heard(microphone, -40))).toEqual([undefined, undefined]);
    expect(skews(heard(camera, -100), heard(microphone, 2_208_988_800_000))).toEqual([undefined, undefined]);
  });
});

describe('a transport', () => {
  const read = (local: Fields) => {
    const pair = { selectedCandidatePairId: 'P', localCandidateId: 'L', remoteCandidateId: 'R' };
    const stats = [
      { id: 'T', type: 'transport', timestamp: 1, ...pair },
      { id: 'P', type: 'candidate-pair', timestamp: 1, ...pair },
      { id: 'L', type: 'local-candidate', timestamp: 1, ...local },
      { id: 'R', type: 'remote-candidate', timestamp: 1, candidateType: 'host' },
    ];
    const transport = { id: 't', direction: 'send', state: 'connected' } as const;
    return readTransport(transport, new StatsIndex(makeRaw(stats), 't'), { rtt: new Map(), at: 0 });
  };

  it('names the addresses and protocols in use', () => {
    expect(read({ candidateType: 'relay', protocol: 'udp', relayProtocol: 'tls' })).toMatchObject({
      path: 'relay',
      candidateType: 'relay',
      remoteCandidateType: 'host',
      protocol: 'udp',
      relayProtocol: 'tls',
    });
    expect(read({ candidateType: 'prflx', protocol: 'TCP' })).toMatchObject({
      path: 'tcp',
      candidateType: 'prflx',
      protocol: 'tcp',
    });
    const unknown = read({ candidateType: 'carrier pigeon' });
    expect(unknown.path).toBe('unknown');
    expect(unknown).not.toHaveProperty('candidateType');
    expect(unknown).not.toHaveProperty('protocol');
  });
});
