import { EarshotError } from '@earshot/shared';
import { describe, expect, it } from 'vitest';
import { createCallStats } from '../../../client/stats/call-stats.ts';
import type {
  CollectedSample,
  CollectedSummary,
  StatsCollector,
} from '../../../client/stats/collector-api.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import {
  makeRaw,
  makeStatsOptions,
  makeTrack,
  makeTransports,
  readCapture,
  runSeconds,
  settle,
  tracksOf,
  type FakeStat,
} from '../../support/stats.ts';

/** Statistics of one received microphone whose jitter is the second, in ms; `silent` seconds answer nothing. */
function setUp(options: { silent?: (second: number) => boolean; tracks?: number } = {}) {
  const clock = createFakeClock();
  const count = options.tracks ?? 1;
  const tracks = Array.from({ length: count }, (_, position) => {
    const track = makeTrack('receive', 'microphone', { mid: String(position) });
    const trackId =
      position === 0 ? track.trackId : (`${track.trackId}-${String(position)}` as typeof track.trackId);
    return { ...track, trackId };
  });
  const answer = (): FakeStat[] => {
    const second = clock.monotonic() / 1_000;
    if (options.silent?.(second) === true) return [];
    return tracks.map(({ mid }) => ({
      id: `IT${String(mid)}`,
      type: 'inbound-rtp',
      timestamp: clock.now(),
      ssrc: 100 + Number(mid),
      mid,
      packetsReceived: 50 * second,
      jitter: second / 1_000,
    }));
  };
  const stats = createCallStats(
    makeStatsOptions(clock, {
      transports: () => makeTransports((direction) => makeRaw(direction === 'receive' ? answer() : [])),
      tracks: () => tracks,
    }),
  );
  stats.start();
  return { clock, stats };
}

/** Everything that a collector told. */
function follow(collector: StatsCollector) {
  const samples: CollectedSample[] = [];
  const summaries: CollectedSummary[] = [];
  collector.on('sampleReported', (sample) => samples.push(sample));
  collector.on('summaryReported', (summary) => summaries.push(summary));
  return { samples, summaries };
}

describe('a collector', () => {
  it('tells every sample, by kind and direction', async () => {
    const { clock, stats } = setUp();
    const { samples } = follow(stats.createCollector());
    await runSeconds(clock, 3);
    expect(samples).toHaveLength(3);
    expect(samples[2]).toMatchObject({
      timestamp: clock.now(),
      gap: false,
      video: { send: [], receive: [] },
    });
    expect(samples[2]?.audio.receive).toEqual(stats.latest?.streams);
    expect(samples[2]?.transports).toEqual(stats.latest?.transports);
    stats.stop();
  });

  it('sums up a minute in six data points of ten seconds unless told otherwise', async () => {
    const { clock, stats } = setUp();
    const { summaries } = follow(stats.createCollector());
    await runSeconds(clock, 59);
    expect(summaries).toHaveLength(0);
    await runSeconds(clock, 61);
    expect(summaries).toHaveLength(2);
    const [first, second] = summaries;
    expect(first?.intervalsMs).toEqual([10_000, 10_000, 10_000, 10_000, 10_000, 10_000]);
    expect(first?.audio.receive[0]?.jitterInMs).toEqual({
      raw: [10, 20, 30, 40, 50, 60],
      timestamp: first?.timestamp,
      aggregation: {
        // The first sight of a stream has no jitter of its own.
        count: [9, 10, 10, 10, 10, 10],
        sum: [54, 155, 255, 355, 455, 555],
        min: [2, 11, 21, 31, 41, 51],
        max: [10, 20, 30, 40, 50, 60],
      },
    });
    expect(second?.from).toBe(first?.timestamp);
    expect(second?.audio.receive[0]?.jitterInMs?.raw).toEqual([70, 80, 90, 100, 110, 120]);
    stats.stop();
  });

  it('leaves open what had no value in a data point', async () => {
    const { clock, stats } = setUp({ silent: (second) => second > 2 && second <= 4 });
    const { summaries } = follow(
      stats.createCollector({ aggregationInterval: 2, dataPointsPerAggregation: 3 }),
    );
    await runSeconds(clock, 6);
    const jitter = summaries[0]?.audio.receive[0]?.jitterInMs;
    // A stream is new again when it comes back: its first sight has no jitter.
    expect(jitter?.raw).toEqual([2, undefined, 6]);
    expect(jitter?.aggregation).toMatchObject({ count: [1, 0, 1], sum: [2, undefined, 6] });
    expect(summaries[0]?.audio.receive[0]).not.toHaveProperty('audioOutputLevel');
    stats.stop();
  });

  it('has words without sums, layers apart, and transports', async () => {
    const capture = readCapture('chromium');
    const clock = createFakeClock();
    let position = 0;
    const stats = createCallStats(
      makeStatsOptions(clock, {
        transports: () =>
          makeTransports((direction) => makeRaw(capture.samples[position]?.[direction] ?? [])),
        tracks: () => tracksOf(capture),
      }),
    );
    stats.start();
    const { summaries } = follow(
      stats.createCollector({ aggregationInterval: 1, dataPointsPerAggregation: 3 }),
    );
    for (; position < 3; position += 1) await runSeconds(clock, 1);
    stats.stop();
    const [summary] = summaries;
    const camera = summary?.video.send[0];
    expect(camera).toMatchObject({ source: 'camera', direction: 'send', transportId: 'send-transport' });
    expect(camera?.codecName).toEqual({ raw: ['VP8', 'VP8', 'VP8'], timestamp: summary?.timestamp });
    expect(camera?.altLayouts?.map((layer) => layer.frameHeightSent?.raw)).toEqual([
      [360, 360, 360],
      [180, 180, 180],
    ]);
    expect(summary?.video.receive[0]?.bitrate?.aggregation?.count).toEqual([0, 1, 1]);
    expect(summary?.transports.map(({ path, id }) => [id, path?.raw])).toEqual([
      ['send-transport', ['udp', 'udp', 'udp']],
      ['receive-transport', ['udp', 'udp', 'udp']],
    ]);
    expect(summary?.playout?.synthesizedRatio?.raw).toEqual([undefined, 0, 0]);
  });

  it('says how long its data points really were, and that there was a gap', async () => {
    const { clock, stats } = setUp();
    const { summaries } = follow(
      stats.createCollector({ aggregationInterval: 5, dataPointsPerAggregation: 3 }),
    );
    await runSeconds(clock, 5);
    clock.advance(20_000);
    await settle();
    // In small steps: an answer that waits for the clock would be a slow one.
    await runSeconds(clock, 6, 100);
    expect(summaries[0]?.gap).toBe(true);
    expect(summaries[0]?.intervalsMs).toEqual([5_000, 20_000, 5_000]);
    stats.stop();
  });

  it('is silent after it was disposed of, or the call ended', async () => {
    const { clock, stats } = setUp();
    const [one, other] = [stats.createCollector(), stats.createCollector()];
    const told = [follow(one), follow(other)];
    await runSeconds(clock, 1);
    one.dispose();
    one.dispose();
    await runSeconds(clock, 1);
    expect(told.map(({ samples }) => samples.length)).toEqual([1, 2]);
    stats.stop();
    expect(follow(other).samples).toEqual([]);
    expect(() => stats.createCollector()).toThrow(EarshotError);
    expect(clock.pending).toBe(0);
  });

  it('is bounded: sixteen of them, 256 streams, and what may be asked', async () => {
    const { clock, stats } = setUp({ tracks: 300 });
    const shortest = { aggregationInterval: 1, dataPointsPerAggregation: 1 };
    const { summaries } = follow(stats.createCollector(shortest));
    const others = Array.from({ length: 15 }, () => stats.createCollector(shortest));
    expect(() => stats.createCollector()).toThrow(/too many/iu);
    others[0]?.dispose();
    expect(() => stats.createCollector({ aggregationInterval: 0 })).toThrow(/aggregationInterval/u);
    expect(() => stats.createCollector({ dataPointsPerAggregation: 2.5 })).toThrow(/dataPoints/u);
    expect(() => stats.createCollector({ aggregationInterval: 61 })).toThrow(EarshotError);
    stats.createCollector();
    await runSeconds(clock, 1);
    expect(summaries[0]?.audio.receive).toHaveLength(256);
    expect(summaries[0]?.truncated).toBe(true);
    stats.stop();
  });
});
