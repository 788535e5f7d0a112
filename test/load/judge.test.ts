import { describe, expect, it } from 'vitest';
import { judge, type Facts } from '../../load/run/judge.ts';
import { demands, goodFacts, goodSteady, goodSummary, withMetric } from './support/facts.ts';

const failedOf = (facts: Facts, more: Partial<typeof demands> = {}) =>
  judge(facts, { ...demands, ...more })
    .checks.filter(({ ok }) => !ok)
    .map(({ name }) => name);

describe('the verdict of a load run', () => {
  it('is passed when every threshold held and nothing is left', () => {
    expect(judge(goodFacts, demands)).toMatchObject({ outcome: 'passed', why: 'every threshold held' });
  });

  it('is failed for a threshold that k6 saw crossed, and says which', () => {
    const summary = withMetric('earshot_latency', {
      type: 'trend',
      values: { count: 900, 'p(95)': 2_400 },
      thresholds: { 'p(95)<150': { ok: false } },
    });
    const verdict = judge({ ...goodFacts, k6Exit: 99, summary }, demands);
    expect(verdict).toMatchObject({ outcome: 'failed', why: 'missed: earshot_latency' });
    expect(verdict.checks).toContainEqual(
      expect.objectContaining({ name: 'earshot_latency', measured: '2400', limit: 'p(95)<150', ok: false }),
    );
  });

  it('does not take "lost 0" for a pass: what was promised must have come', () => {
    const summary = withMetric('earshot_packets_received', { type: 'counter', values: { count: 9_800 } });
    expect(failedOf({ ...goodFacts, summary })).toEqual(['delivered by sequence numbers']);
  });

  it('does not take silence for a pass: a trend without samples fails its threshold', () => {
    const summary = withMetric('earshot_latency', {
      type: 'trend',
      values: { count: 0, 'p(95)': 0 },
      thresholds: { 'p(95)<150': { ok: true } },
    });
    expect(failedOf({ ...goodFacts, summary })).toEqual(['earshot_latency', 'earshot_latency measured']);
  });

  it('is failed without a metric that the scenario needs', () => {
    expect(failedOf(goodFacts, { required: ['earshot_speaker_video'] })).toEqual([
      'earshot_speaker_video measured',
    ]);
  });

  it('is failed when nothing was promised although media was to flow', () => {
    const summary = withMetric('earshot_packets_expected', { type: 'counter', values: { count: 0 } });
    expect(failedOf({ ...goodFacts, summary })).toEqual(['delivered by sequence numbers']);
  });

  it('is failed when k6 broke, with or without a summary', () => {
    expect(failedOf({ ...goodFacts, k6Exit: 107 })).toEqual(['k6']);
    expect(failedOf({ ...goodFacts, k6Exit: -1, summary: undefined })).toEqual(['k6']);
  });

  it('is failed for a late event loop, and when the server was never seen', () => {
    const steady = { ...goodSteady, eventLoopDelay: 0.06 };
    expect(failedOf({ ...goodFacts, steady })).toEqual(['event loop delay p99']);
    expect(failedOf({ ...goodFacts, steady: undefined })).toEqual(['server']);
  });

  it('is failed when the server still holds something afterwards', () => {
    expect(failedOf({ ...goodFacts, leftovers: { earshot_consumers: 3, earshot_rooms: 0 } })).toEqual([
      'earshot_consumers afterwards',
    ]);
  });

  it('is failed when the server does not say what it still holds', () => {
    expect(failedOf({ ...goodFacts, leftovers: {} })).toEqual(['left afterwards']);
  });

  it('is failed when packets get dearer with time', () => {
    expect(failedOf({ ...goodFacts, steady: { ...goodSteady, cpuPerPacketGrowth: 1.1 } })).toEqual([]);
    expect(failedOf({ ...goodFacts, steady: { ...goodSteady, cpuPerPacketGrowth: 4 } })).toEqual([
      'CPU per packet, end / beginning',
    ]);
  });

  it('looks at reports where they are what is tested: none is as bad as too many', () => {
    const withBytes = (reportBytesPerSecond: number) => ({
      ...goodFacts,
      steady: { ...goodSteady, reportBytesPerSecond },
    });
    const reporting = { checkReporting: true };
    expect(failedOf(withBytes(80), reporting)).toEqual([]);
    expect(failedOf(withBytes(0), reporting)).toEqual(['report bytes per client']);
    expect(failedOf(withBytes(400), reporting)).toEqual(['report bytes per client']);
    for (const reportingShare of [0.06, undefined])
      expect(failedOf({ ...goodFacts, steady: { ...goodSteady, reportingShare } }, reporting)).toEqual([
        'Node for reports',
      ]);
  });

  it('listens to the browsers, and browsers that saw nothing fail', () => {
    const good = { frameShare: 0.97, frozenShare: 0.01, concealedShare: 0.002, videosShown: 4 };
    expect(failedOf({ ...goodFacts, probes: good })).toEqual([]);
    expect(failedOf({ ...goodFacts, probes: { ...good, frozenShare: 0.2 } })).toEqual([
      'browsers: videos frozen',
    ]);
    const blind = {
      frameShare: undefined,
      frozenShare: undefined,
      concealedShare: undefined,
      videosShown: undefined,
    };
    expect(failedOf({ ...goodFacts, probes: blind })).toHaveLength(3);
  });
});

describe('a void run', () => {
  it('is one during which other processes took more than a fifth of a core, good or bad', () => {
    expect(judge({ ...goodFacts, others: 0.2 }, demands).outcome).toBe('passed');
    expect(judge({ ...goodFacts, others: 0.21 }, demands).outcome).toBe('void');
    expect(judge({ ...goodFacts, others: 0.5, k6Exit: 107 }, demands).outcome).toBe('void');
  });
});

describe('an overload', () => {
  const overload = { ...demands, required: [], mustFail: true };
  const late = withMetric('earshot_latency', {
    type: 'trend',
    values: { count: 900, 'p(95)': 900 },
    thresholds: { 'p(95)<150': { ok: false } },
  });

  it('passes by failing: too late', () => {
    const verdict = judge({ ...goodFacts, k6Exit: 99, summary: late }, overload);
    expect(verdict).toMatchObject({ outcome: 'passed', why: 'failed as it must: earshot_latency' });
  });

  it('passes by failing: too little', () => {
    const summary = withMetric('earshot_packets_received', { type: 'counter', values: { count: 5_000 } });
    expect(judge({ ...goodFacts, summary }, overload).outcome).toBe('passed');
  });

  it('fails when nothing was measured: a load that never began trips no gate', () => {
    const summary = withMetric('earshot_latency', {
      type: 'trend',
      values: { count: 0, 'p(95)': 0 },
      thresholds: { 'p(95)<150': { ok: true } },
    });
    expect(judge({ ...goodFacts, summary }, overload).outcome).toBe('failed');
  });

  it('fails when every gate let it through, or when something else broke', () => {
    expect(judge(goodFacts, overload).outcome).toBe('failed');
    expect(judge({ ...goodFacts, k6Exit: 107 }, overload).outcome).toBe('failed');
    expect(judge({ ...goodFacts, summary: goodSummary, leftovers: { rooms: 1 } }, overload).outcome).toBe(
      'failed',
    );
  });
});

describe('what a large room must keep besides', () => {
  const missed = (facts: Partial<typeof goodFacts>, more: Partial<typeof demands> = {}) =>
    judge({ ...goodFacts, ...facts }, { ...demands, ...more }).why;
  const counter = (count: number) => ({ type: 'counter', values: { count } });
  const counts = (heard: number, unheard: number) => {
    const { metrics } = withMetric('earshot_speaker_unheard', counter(unheard));
    return { metrics: { ...metrics, earshot_speaker_audio: { type: 'trend', values: { count: heard } } } };
  };

  it('is that talkers are heard, by more than 99 of 100', () => {
    expect(missed({ summary: counts(995, 5) })).toBe('every threshold held');
    expect(missed({ summary: counts(990, 10) })).toBe('missed: talkers not heard');
  });

  it('is that no second of a leg is lost or invented', () => {
    const legSeconds = {
      legs: 10,
      stayed: 400,
      connected: 400,
      optedOut: 0,
      judged: { receive: 400, send: 400 },
      reported: 390,
    };
    const name = 'missed: seconds by quality of those held';
    expect(missed({ legSeconds })).toBe('every threshold held');
    expect(missed({ legSeconds: { ...legSeconds, stayed: 450, optedOut: 50 } })).toBe('every threshold held');
    for (const wrong of [
      { optedOut: 50 },
      { judged: { receive: 395, send: 400 } },
      { judged: { receive: 400, send: 405 } },
      { stayed: 410 },
      { reported: 410 },
      { stayed: 0, connected: 0, judged: { receive: 0, send: 0 }, reported: 0 },
    ])
      expect(missed({ legSeconds: { ...legSeconds, ...wrong } })).toBe(name);
    expect(missed({ legSeconds: undefined })).toBe(name);
  });

  it('is that browsers see their videos', () => {
    const probes = { frameShare: 1, frozenShare: 0, concealedShare: 0, videosShown: 3.5 };
    expect(missed({ probes })).toBe('every threshold held');
    expect(missed({ probes }, { probeVideos: 3.9 })).toBe('missed: browsers: videos shown');
  });

  it('is that the server forwards no more than each may get', () => {
    expect(missed({}, { videosEach: 3.6 })).toBe('every threshold held');
    expect(missed({}, { videosEach: 3 })).toBe('missed: video consumers');
  });

  it('says nothing when the load was itself late', () => {
    const late = (p95: number) =>
      withMetric('earshot_pacer_lateness', { type: 'trend', values: { count: 30, 'p(95)': p95 } });
    expect(judge({ ...goodFacts, summary: late(99) }, demands).outcome).toBe('passed');
    expect(judge({ ...goodFacts, summary: late(101) }, demands).outcome).toBe('void');
  });
});
