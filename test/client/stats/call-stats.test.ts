import { intervalOf, REPORT_VERSION, type Report, type TrackValues } from '@earshot/shared';
import { describe, expect, it } from 'vitest';
import type { StatsSample, StatsSummary } from '../../../client/stats/api.ts';
import { createCallStats } from '../../../client/stats/call-stats.ts';
import type { StatsTransport } from '../../../client/stats/inputs.ts';
import { createFakeClock, type FakeClock } from '../../support/fake-clock.ts';
import {
  makeRaw,
  makeStatsOptions,
  makeTrack,
  makeTransports,
  runSeconds,
  settle,
  type FakeStat,
} from '../../support/stats.ts';

/** A microphone that receives 50 packets a second, by the clock. */
function receivedAudio(clock: FakeClock, fields: Record<string, unknown> = {}): FakeStat {
  const seconds = clock.monotonic() / 1_000;
  return {
    id: 'IT1',
    type: 'inbound-rtp',
    timestamp: clock.now(),
    ssrc: 77,
    mid: '0',
    packetsReceived: 50 * seconds,
    bytesReceived: 4_000 * seconds,
    packetsLost: 0,
    jitter: 0.005,
    ...fields,
  };
}

/** Statistics of one received microphone; `fields` may change what the browser says. */
function setUp(fields: () => Record<string, unknown> = () => ({})) {
  const clock = createFakeClock();
  const track = { current: makeTrack('receive', 'microphone') };
  const asked = { send: 0, receive: 0 };
  const stats = createCallStats(
    makeStatsOptions(clock, {
      transports: () =>
        makeTransports((direction) => {
          asked[direction] += 1;
          return makeRaw(direction === 'receive' ? [receivedAudio(clock, fields())] : []);
        }),
      tracks: () => [track.current],
    }),
  );
  const samples: StatsSample[] = [];
  stats.on('sample', (sample) => samples.push(sample));
  return { clock, stats, samples, track, asked };
}

describe('sampling', () => {
  it('asks each transport once a second, whatever the number of tracks', async () => {
    const { clock, stats, samples, asked } = setUp();
    stats.start();
    stats.start();
    await runSeconds(clock, 10);
    expect(asked).toEqual({ send: 10, receive: 10 });
    expect(samples).toHaveLength(10);
    expect(stats.latest).toBe(samples.at(-1));
    expect(samples.at(-1)?.streams[0]).toMatchObject({
      bitrate: 32_000,
      packetsPerSecond: 50,
      jitterInMs: 5,
    });
  });

  it('does nothing before it is started and nothing after it was stopped', async () => {
    const { clock, stats, samples } = setUp();
    expect(clock.pending).toBe(0);
    stats.start();
    await runSeconds(clock, 2);
    stats.stop();
    expect(clock.pending).toBe(0);
    await runSeconds(clock, 3);
    expect(samples).toHaveLength(2);
    stats.start();
    expect(clock.pending).toBe(0);
  });

  it('leaves out a stream whose statistics come from the browser’s cache', async () => {
    const frozen = { at: undefined as number | undefined };
    const { clock, stats, samples } = setUp(() => (frozen.at === undefined ? {} : { timestamp: frozen.at }));
    stats.start();
    await runSeconds(clock, 2);
    frozen.at = clock.now();
    await runSeconds(clock, 1);
    expect(samples.map(({ streams }) => streams.length)).toEqual([1, 1, 0]);
  });

  it('marks the sample after a standstill', async () => {
    const { clock, stats, samples } = setUp();
    stats.start();
    await runSeconds(clock, 3);
    // A throttled tab: the answer of one round takes a minute to be handled.
    clock.advance(60_000);
    await settle();
    await runSeconds(clock, 2);
    expect(samples.map(({ gap }) => gap)).toContain(true);
    expect(stats.takeReport().gap).toBe(true);
    await runSeconds(clock, 3);
    expect(stats.takeReport().gap).toBeUndefined();
  });

  it('goes on without a transport that fails or never answers, and never asks it twice at once', async () => {
    const clock = createFakeClock();
    let calls = 0;
    const hanging: StatsTransport = {
      id: 'r',
      direction: 'receive',
      state: 'connected',
      getStats: () => {
        calls += 1;
        return new Promise(() => undefined);
      },
    };
    const failing: StatsTransport = {
      id: 's',
      direction: 'send',
      state: 'closed',
      getStats: async () => {
        throw new Error('closed');
      },
    };
    const stats = createCallStats(
      makeStatsOptions(clock, {
        transports: () => [hanging, failing],
        tracks: () => [makeTrack('receive', 'microphone')],
      }),
    );
    stats.start();
    await runSeconds(clock, 4);
    expect(calls).toBe(1);
    expect(stats.latest?.streams).toEqual([]);
    expect(stats.latest?.transports).toEqual([
      { id: 'r', direction: 'receive', state: 'connected', path: 'unknown' },
      { id: 's', direction: 'send', state: 'closed', path: 'unknown' },
    ]);
    await runSeconds(clock, 6);
    expect(calls).toBe(2);
    stats.stop();
  });

  it('does not let a listener that throws stop it', async () => {
    const clock = createFakeClock();
    const thrown: unknown[] = [];
    const stats = createCallStats(
      makeStatsOptions(clock, {
        transports: () => [],
        tracks: () => [],
        onListenerError: (error) => thrown.push(error),
      }),
    );
    stats.on('sample', () => {
      throw new Error('app');
    });
    stats.start();
    await runSeconds(clock, 2);
    expect(thrown).toHaveLength(2);
    stats.stop();
  });

  it('shows a round trip only while the path still answers', async () => {
    const clock = createFakeClock();
    const responses = { count: 1 };
    const pair = (): FakeStat[] => [
      { id: 'T', type: 'transport', timestamp: clock.now(), selectedCandidatePairId: 'P' },
      { id: 'L', type: 'local-candidate', timestamp: clock.now(), candidateType: 'relay', protocol: 'udp' },
      {
        id: 'P',
        type: 'candidate-pair',
        timestamp: clock.now(),
        localCandidateId: 'L',
        currentRoundTripTime: 0.042,
        responsesReceived: responses.count,
      },
    ];
    const stats = createCallStats(
      makeStatsOptions(clock, { transports: () => makeTransports(() => makeRaw(pair())), tracks: () => [] }),
    );
    stats.start();
    await runSeconds(clock, 5);
    expect(stats.latest?.transports[0]).toMatchObject({ rttInMs: 42, path: 'relay' });
    await runSeconds(clock, 20);
    expect(stats.latest?.transports[0]).not.toHaveProperty('rttInMs');
    responses.count += 1;
    await runSeconds(clock, 1);
    expect(stats.latest?.transports[0]?.rttInMs).toBe(42);
    stats.stop();
  });
});

describe('summaries', () => {
  it('hold count, sum, least and most of each measure over ten seconds', async () => {
    const { clock, stats } = setUp(() => ({ jitter: clock.monotonic() / 1_000_000 }));
    const summaries: StatsSummary[] = [];
    stats.on('summary', (summary) => summaries.push(summary));
    stats.start();
    await runSeconds(clock, 25);
    expect(summaries).toHaveLength(2);
    expect(stats.summaries).toEqual(summaries);
    const [first, second] = summaries;
    expect(first?.streams[0]?.metrics['bitrate']).toEqual({
      count: 9,
      sum: 9 * 32_000,
      min: 32_000,
      max: 32_000,
    });
    expect(second?.streams[0]?.metrics['jitterInMs']).toMatchObject({ count: 10, min: 11, max: 20 });
    expect(second?.from).toBe(first?.to);
    expect(first?.streams[0]?.metrics).not.toHaveProperty('audioInputLevel');
    stats.stop();
  });

  it('are kept for an hour', async () => {
    const { clock, stats } = setUp();
    stats.start();
    await runSeconds(clock, 3_620);
    expect(stats.summaries).toHaveLength(360);
    stats.stop();
  });
});

/** What a report says of its only track. */
function valuesOf(report: Report): TrackValues {
  const [track, ...others] = intervalOf(report).tracks;
  if (track === undefined || others.length > 0) throw new Error('not one track');
  return track.values;
}

describe('reports', () => {
  it('are numbered and hold differences of their own interval', async () => {
    const { clock, stats } = setUp();
    stats.start();
    await runSeconds(clock, 10);
    const before = stats.takeReport({ milestones: { joined: 5 } });
    await runSeconds(clock, 10);
    const reports = [before, stats.takeReport()] as const;
    expect(reports.map(({ number }) => number)).toEqual([1, 2]);
    expect(reports.map(({ intervalMs }) => intervalMs)).toEqual([10_000, 10_000]);
    const [first, second] = reports.map(valuesOf);
    // The first sight of a stream has nothing to compare with.
    expect(first?.packets).toBe(450);
    expect(first?.expectedMs).toBe(9_000);
    expect(second?.packets).toBe(500);
    expect(second?.expectedMs).toBe(10_000);
    expect([reports[0].milestones, reports[1].milestones]).toEqual([{ joined: 5 }, undefined]);
    stats.stop();
  });

  it('count no time in which media was not expected', async () => {
    const { clock, stats, track } = setUp();
    stats.start();
    await runSeconds(clock, 5);
    track.current = { ...track.current, expected: false };
    await runSeconds(clock, 5);
    track.current = { ...track.current, expected: true };
    await runSeconds(clock, 5);
    // Four whole seconds on either side; the seconds of change are half of each.
    expect(valuesOf(stats.takeReport()).expectedMs).toBe(8_000);
    track.current = { ...track.current, expected: false };
    await runSeconds(clock, 10);
    expect(stats.takeReport()).not.toHaveProperty('tracks');
    stats.stop();
  });

  it('call a received track dry of which nothing has come yet, and leave the rest open', async () => {
    const { clock, stats, track } = setUp();
    track.current = { ...track.current, mid: '9' };
    stats.start();
    await runSeconds(clock, 10);
    expect(valuesOf(stats.takeReport())).toEqual({ expectedMs: 9_000, dryMs: 9_000 });
    // Its first packets: from now on they are counted.
    track.current = { ...track.current, mid: '0' };
    await runSeconds(clock, 10);
    expect(valuesOf(stats.takeReport())).toMatchObject({ packets: 450, dryMs: 0 });
    stats.stop();
  });

  it.each([
    ['what is sent', { direction: 'send' }],
    ['a share, which may stand still', { source: 'screen' }],
  ] as const)('leave open what the browser has no stream of: %s', async (_what, change) => {
    const { clock, stats, track } = setUp();
    track.current = { ...track.current, ...change, mid: '9' };
    stats.start();
    await runSeconds(clock, 10);
    expect(valuesOf(stats.takeReport())).toEqual({ expectedMs: 9_000 });
    stats.stop();
  });

  it('clamp lost packets over the interval, not in each second', async () => {
    const lost = [0, 5, 3, 5, 3, 5, 3, 3, 3, 3];
    const { clock, stats } = setUp(() => ({ packetsLost: lost[Math.round(clock.monotonic() / 1_000) - 1] }));
    stats.start();
    await runSeconds(clock, 10);
    expect(valuesOf(stats.takeReport()).packetsLost).toBe(3);
    stats.stop();
  });

  it('can be taken before the first sample and after the end', async () => {
    const { clock, stats } = setUp();
    stats.start();
    expect(stats.takeReport()).toEqual({ version: REPORT_VERSION, number: 1, intervalMs: 1 });
    await runSeconds(clock, 4);
    stats.stop();
    expect(valuesOf(stats.takeReport()).expectedMs).toBe(3_000);
  });
});
