import { decodeMeasures, intervalOf, MEASURES, type Report } from '@earshot/shared';
import { describe, expect, it } from 'vitest';
import type { StatsSample, StreamSample } from '../../../client/stats/api.ts';
import { createCallStats } from '../../../client/stats/call-stats.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import {
  makeRaw,
  makeStatsOptions,
  makeTransports,
  readCapture,
  runSeconds,
  tracksOf,
} from '../../support/stats.ts';

/** Names that every kind of stream is to have. */
const NAMES = {
  both: [
    ...['id', 'transportId', 'codecName', 'bitrate', 'jitterInMs', 'rttInMs'],
    ...['packets', 'packetsPerSecond', 'packetsLost', 'packetsLostPerSecond'],
  ],
  'send microphone': [
    'audioInputLevel',
    ...['nackCount', 'retransmittedPackets', 'targetBitrate', 'sendQueueDelayInMs'],
  ],
  'receive microphone': [
    ...['audioOutputLevel', 'jitterBufferDelayInMs', 'jitterBufferTargetDelayInMs', 'healedRatio'],
    ...['audibleConcealmentInMs', 'concealmentEvents', 'timeStretchRatio'],
    ...['fecPackets', 'fecPacketsDiscarded', 'packetsDiscarded'],
  ],
  'send camera': [
    ...['frameRateInput', 'frameWidthInput', 'frameHeightInput'],
    ...['framesEncoded', 'frameRateEncoded', 'keyFramesEncoded'],
    ...['framesSent', 'frameRateSent', 'frameWidthSent', 'frameHeightSent', 'altLayouts'],
    ...['nackCount', 'pliCount', 'firCount', 'retransmittedPackets'],
    ...['frameRateDropped', 'encodeTimeInMs', 'meanQp', 'targetBitrate', 'sendQueueDelayInMs'],
    ...['qualityLimitationReason', 'qualityLimitationNoneInMs', 'qualityLimitationCpuInMs'],
    ...['qualityLimitationBandwidthInMs', 'qualityLimitationOtherInMs'],
  ],
  'receive camera': [
    ...['jitterBufferDelayInMs', 'streamId'],
    ...['framesReceived', 'frameRateReceived', 'frameWidthReceived', 'frameHeightReceived'],
    ...['framesDecoded', 'frameRateDecoded', 'keyFramesDecoded', 'framesDropped'],
    ...['longestFreezeDurationInMs', 'totalFreezeDurationInMs', 'freezeCount'],
    ...['pauseCount', 'totalPauseDurationInMs', 'jitterBufferTargetDelayInMs'],
    ...['nackCount', 'pliCount', 'firCount', 'retransmittedPackets'],
    ...['frameRateDropped', 'frameIntervalDeviationInMs', 'decodeTimeInMs', 'processingDelayInMs'],
    ...['meanQp', 'audioVideoSkewInMs'],
  ],
} as const;

/**
 * Those that a browser does not measure. For what they receive neither asks its sender for the round trip, and neither counts
 * what came again before something did.
 */
const ABSENT = {
  chromium: ['receive microphone rttInMs', 'receive camera rttInMs', 'receive camera retransmittedPackets'],
  firefox: [
    ...['audioInputLevel', 'targetBitrate', 'sendQueueDelayInMs'].map((name) => `send microphone ${name}`),
    ...['keyFramesEncoded', 'targetBitrate', 'sendQueueDelayInMs'].map((name) => `send camera ${name}`),
    ...['Reason', 'NoneInMs', 'CpuInMs', 'BandwidthInMs', 'OtherInMs'].map(
      (name) => `send camera qualityLimitation${name}`,
    ),
    ...['receive microphone rttInMs', 'receive camera rttInMs'],
    ...['receive camera retransmittedPackets', 'receive camera meanQp'],
  ],
} as const;

/** Plays a recorded call through the statistics, one sample a second; `paused` ones are not expected to flow. */
async function replay(browser: 'chromium' | 'firefox'): Promise<{ samples: StatsSample[]; report: Report }> {
  const capture = readCapture(browser);
  const clock = createFakeClock();
  const samples: StatsSample[] = [];
  let position = 0;
  const stats = createCallStats(
    makeStatsOptions(clock, {
      transports: () => makeTransports((direction) => makeRaw(capture.samples[position]?.[direction] ?? [])),
      tracks: () =>
        tracksOf(capture).map((track) => ({
          ...track,
          expected: capture.samples[position]?.label !== 'paused',
        })),
    }),
  );
  stats.on('sample', (sample) => samples.push(sample));
  stats.start();
  for (; position < capture.samples.length; position += 1) await runSeconds(clock, 1);
  stats.stop();
  return { samples, report: stats.takeReport() };
}

function pick(
  sample: StatsSample | undefined,
  direction: 'send' | 'receive',
  source: 'microphone' | 'camera',
): StreamSample {
  const found = sample?.streams.find((stream) => stream.direction === direction && stream.source === source);
  if (found === undefined) throw new Error(`no ${direction} ${source}`);
  return found;
}

describe.each(['chromium', 'firefox'] as const)('the statistics of a call in %s', (browser) => {
  it('find the four tracks and nothing else', async () => {
    const { samples } = await replay(browser);
    expect(samples).toHaveLength(7);
    for (const sample of samples.slice(0, 5)) expect(sample.streams).toHaveLength(4);
    expect(samples.map(({ gap }) => gap)).not.toContain(true);
  });

  it('hold no rate at first sight', async () => {
    const { samples } = await replay(browser);
    const first = pick(samples[0], 'receive', 'camera');
    expect(first).not.toHaveProperty('bitrate');
    expect(first).not.toHaveProperty('frameRateDecoded');
    expect(first.frameHeightReceived).toBe(720);
  });

  it('measure received sound', async () => {
    const { samples } = await replay(browser);
    const audio = pick(samples[2], 'receive', 'microphone');
    expect(audio.codecName).toBe('opus');
    expect(audio.bitrate).toBeGreaterThan(10_000);
    expect(audio.packetsPerSecond).toBeCloseTo(50, -1);
    expect(audio.packetsLostPerSecond).toBe(0);
    expect(audio.healedRatio).toBe(0);
    expect(audio.jitterBufferDelayInMs).toBeGreaterThan(5);
    expect(audio.jitterInMs).toBeLessThan(20);
    expect(audio.audioOutputLevel).toBeLessThanOrEqual(65_536);
  });

  it('measure received pictures and see the layer change', async () => {
    const { samples } = await replay(browser);
    const high = pick(samples[2], 'receive', 'camera');
    expect(high).toMatchObject({
      codecName: 'VP8',
      frameWidthReceived: 1280,
      frameHeightReceived: 720,
      framesDropped: 0,
    });
    expect(high.frameRateDecoded).toBeCloseTo(20, -0.5);
    expect(high.totalFreezeDurationInMs).toBe(0);
    expect(high.longestFreezeDurationInMs).toBe(0);
    const low = pick(samples[4], 'receive', 'camera');
    expect(low.frameHeightReceived).toBe(180);
    expect(low.bitrate).toBeLessThan(high.bitrate ?? 0);
  });

  it('measure the camera with its layers, best first', async () => {
    const { samples } = await replay(browser);
    const camera = pick(samples[2], 'send', 'camera');
    expect(camera).toMatchObject({ frameHeightInput: 720, frameHeightSent: 720, codecName: 'VP8' });
    expect(camera.frameRateInput).toBeCloseTo(20, -0.5);
    expect(camera.frameRateEncoded).toBeGreaterThan(15);
    expect(camera.altLayouts?.map((layer) => layer.frameHeightSent)).toEqual([360, 180]);
    const ids = [camera.id, ...(camera.altLayouts ?? []).map(({ id }) => id)];
    expect(new Set(ids).size).toBe(3);
  });

  it('see that nothing leaves a paused track', async () => {
    const { samples } = await replay(browser);
    const sent = samples[6]?.streams.filter(({ direction }) => direction === 'send') ?? [];
    // Firefox drops the statistics of a paused camera altogether: then there is nothing, not a zero.
    expect(sent.map(({ source }) => source)).toEqual(
      browser === 'firefox' ? ['microphone'] : ['microphone', 'camera'],
    );
    expect(sent.map(({ bitrate }) => bitrate)).toEqual(sent.map(() => 0));
    expect(pick(samples[6], 'receive', 'microphone')).not.toHaveProperty('jitterInMs');
  });

  it('have every name of the field’s media statistics', async () => {
    const { samples } = await replay(browser);
    const absent = (['send', 'receive'] as const).flatMap((direction) =>
      (['microphone', 'camera'] as const).flatMap((source) => {
        // RTCP tells the round trip every few seconds: a name counts when any of these seconds has it.
        const present = samples.slice(0, 5).flatMap((sample) => Object.keys(pick(sample, direction, source)));
        const wanted = [...NAMES.both, ...NAMES[`${direction} ${source}`]];
        return wanted
          .filter((name) => !present.includes(name))
          .map((name) => `${direction} ${source} ${name}`);
      }),
    );
    expect(absent).toEqual(ABSENT[browser]);
  });

  it('count totals that grow, and name the transport and the media stream', async () => {
    const { samples } = await replay(browser);
    const [before, after] = [pick(samples[1], 'receive', 'camera'), pick(samples[2], 'receive', 'camera')];
    expect(after.packets).toBeGreaterThan(before.packets ?? Number.NaN);
    expect(after.framesDecoded).toBeGreaterThan(before.framesDecoded ?? Number.NaN);
    expect(after.framesReceived).toBeGreaterThanOrEqual(after.framesDecoded ?? Number.NaN);
    expect(after.keyFramesDecoded).toBeGreaterThan(0);
    expect(after.packetsLost).toBe(0);
    expect(after.streamId).toBe(`${after.participantId}-camera`);
    const sent = pick(samples[2], 'send', 'camera');
    expect(sent.framesSent).toBeGreaterThan(pick(samples[1], 'send', 'camera').framesSent ?? Number.NaN);
    expect(sent.altLayouts?.every(({ packets = 0, framesEncoded = 0 }) => packets > framesEncoded)).toBe(
      true,
    );
    expect(samples[2]?.transports.map(({ id }) => id)).toEqual([sent.transportId, after.transportId]);
  });

  it('know the path of both transports', async () => {
    const { samples } = await replay(browser);
    for (const transport of samples[2]?.transports ?? []) {
      expect(transport).toMatchObject({
        path: 'udp',
        state: 'connected',
        candidateType: 'host',
        remoteCandidateType: 'host',
        protocol: 'udp',
      });
      expect(transport).not.toHaveProperty('relayProtocol');
      expect(transport.rttInMs).toBeLessThan(50);
    }
  });

  it('tell how pictures are repaired, decoded and encoded', async () => {
    const { samples } = await replay(browser);
    const received = pick(samples[2], 'receive', 'camera');
    expect(received).toMatchObject({ nackCount: 0, pliCount: 0, firCount: 0, frameRateDropped: 0 });
    // Twenty frames a second, 50 ms apart, by a few ms: smooth.
    expect(received.frameIntervalDeviationInMs).toBeGreaterThan(0);
    expect(received.frameIntervalDeviationInMs).toBeLessThan(15);
    expect(received.decodeTimeInMs).toBeGreaterThan(0.5);
    expect(received.decodeTimeInMs).toBeLessThan(10);
    expect(received.processingDelayInMs).toBeGreaterThan(received.decodeTimeInMs ?? Number.NaN);
    const sent = pick(samples[2], 'send', 'camera');
    expect(sent).toMatchObject({ retransmittedPackets: 0, pliCount: 2 });
    expect(sent.frameRateDropped).toBeLessThan(3);
    expect(sent.encodeTimeInMs).toBeGreaterThan(2);
    expect(sent.encodeTimeInMs).toBeLessThan(30);
    expect(sent.meanQp).toBeGreaterThan(1);
    expect(sent.meanQp).toBeLessThan(127);
  });

  it('tell what of sound was made up and stretched, and how far it is from its picture', async () => {
    const { samples } = await replay(browser);
    expect(pick(samples[2], 'receive', 'microphone')).toMatchObject({
      audibleConcealmentInMs: 0,
      timeStretchRatio: 0,
      fecPackets: 0,
      packetsDiscarded: 0,
    });
    const skew = pick(samples[2], 'receive', 'camera').audioVideoSkewInMs ?? Number.NaN;
    expect(Math.abs(skew)).toBeLessThan(20);
    expect(pick(samples[6], 'receive', 'camera')).not.toHaveProperty('audioVideoSkewInMs');
  });

  it('report the seconds in which media was expected, and them only', async () => {
    const { report } = await replay(browser);
    const { tracks } = intervalOf(report);
    expect(tracks.map(({ direction, source }) => `${direction} ${source}`)).toEqual([
      'send camera',
      'send microphone',
      'receive camera',
      'receive microphone',
    ]);
    const [sentVideo, , video, audio] = tracks.map(({ values }) => values);
    // Four differences between five expected samples: three of one second, one of the wait between two labels.
    for (const { values } of tracks) {
      expect(values.expectedMs).toBeGreaterThan(5_500);
      expect(values.expectedMs).toBeLessThan(7_500);
      expect(values.dryMs).toBe(0);
    }
    expect(audio?.concealedMs).toBeLessThan(100);
    expect(tracks.filter(({ values }) => 'concealedMs' in values)).toHaveLength(1);
    expect(tracks.map(({ values }) => values.frameHeight)).toEqual([720, undefined, 180, undefined]);
    expect(sentVideo?.frames).toBeGreaterThan(80);
    expect(sentVideo?.framesGiven).toBeGreaterThan(80);
    expect([video?.packetsLost, audio?.packetsLost, video?.freezeMs]).toEqual([0, 0, 0]);
    expect(video?.framesMin).toBeGreaterThan(0);
  });
});

describe('what Firefox does not measure', () => {
  it('Q10: is absent, not zero', async () => {
    const { samples, report } = await replay('firefox');
    const [microphone, camera] = [pick(samples[2], 'send', 'microphone'), pick(samples[2], 'send', 'camera')];
    expect(microphone).not.toHaveProperty('audioInputLevel');
    expect(camera).not.toHaveProperty('keyFramesEncoded');
    for (const transport of samples[2]?.transports ?? []) {
      expect(transport).not.toHaveProperty('availableOutgoingBitrate');
    }
    expect(samples.filter((sample) => 'playout' in sample)).toEqual([]);
    expect(report.send?.availableBps).toBeNull();
    expect(decodeMeasures(report.measures?.lacking ?? 0)).toEqual([
      ...['quantizer', 'playout', 'limitation', 'sourceLevel', 'availableBitrate'],
    ]);
    const names = intervalOf(report).tracks.flatMap(({ values }) => Object.keys(values));
    expect(names.filter((name) => name.startsWith('limited'))).toEqual([]);
  });

  it('is there in Chromium', async () => {
    const { samples, report } = await replay('chromium');
    expect(pick(samples[2], 'send', 'microphone').audioInputLevel).toBeGreaterThan(0);
    expect(pick(samples[2], 'send', 'camera').keyFramesEncoded).toBeGreaterThanOrEqual(0);
    const [send, receive] = samples[2]?.transports ?? [];
    expect(samples[2]?.playout).toMatchObject({ synthesizedRatio: 0, synthesizedEvents: 0 });
    expect(samples[2]?.playout?.delayInMs).toBeCloseTo(30, 0);
    expect(pick(samples[2], 'send', 'camera')).toMatchObject({
      targetBitrate: 900_000,
      qualityLimitationReason: 'none',
      qualityLimitationBandwidthInMs: 112,
      qualityLimitationCpuInMs: 0,
    });
    expect(send?.availableOutgoingBitrate).toBeGreaterThan(100_000);
    expect(receive).not.toHaveProperty('availableOutgoingBitrate');
    expect(report.send?.availableBps).toBeGreaterThan(100_000);
    expect(decodeMeasures(report.measures?.given ?? 0)).toEqual(MEASURES);
    expect(report.measures?.lacking).toBe(0);
    const [sentVideo, , video] = intervalOf(report).tracks.map(({ values }) => values);
    expect(sentVideo?.limitedBandwidthMs).toBeGreaterThanOrEqual(0);
    expect(video?.qp).toBeGreaterThan(0);
  });
});
