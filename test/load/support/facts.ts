import type { Demands, Facts } from '../../../load/run/judge.ts';
import type { Moment, Steady } from '../../../load/run/samples.ts';
import type { K6Summary } from '../../../load/run/summary.ts';

/** What a scenario with media demands. */
export const demands: Demands = {
  required: ['earshot_first_packet', 'earshot_delivered', 'earshot_latency'],
  mustFail: false,
  checkReporting: false,
};

const ok = (limit: string) => ({ [limit]: { ok: true } });

/** A summary of k6 in which everything held. */
export const goodSummary: K6Summary = {
  metrics: {
    earshot_first_packet: {
      type: 'trend',
      values: { count: 10, 'p(95)': 320.12345, med: 200, 'p(99)': 400, max: 410 },
      thresholds: ok('p(95)<2000'),
    },
    earshot_latency: {
      type: 'trend',
      values: { count: 900, 'p(95)': 12, med: 4, 'p(99)': 20, max: 31 },
      thresholds: ok('p(95)<150'),
    },
    earshot_delivered: {
      type: 'rate',
      values: { rate: 0.999, passes: 999, fails: 1 },
      thresholds: ok('rate>0.99'),
    },
    earshot_srtp_errors: { type: 'counter', values: { count: 0 }, thresholds: ok('count<1') },
    earshot_packets_expected: { type: 'counter', values: { count: 10_000 } },
    earshot_packets_received: { type: 'counter', values: { count: 9_990 } },
    earshot_packets_lost: { type: 'counter', values: { count: 0 } },
  },
};

/** The server's side of a good run. */
export const goodSteady: Steady = {
  seconds: 30,
  participants: 10,
  shares: { node: 0.05, workers: 0.2, byWorker: [0.15, 0.05], k6: 0.1, browsers: 0, others: 0.02 },
  eventLoopDelay: 0.012,
  workerPackets: [900, 300],
  consumers: { audio: 30, video: 36 },
  memory: { node: 150e6, workers: 60e6, k6: 200e6 },
  reportBytesPerSecond: 80,
  reportingShare: 0.02,
  cpuPerPacketGrowth: undefined,
};

/** A run in which everything held. */
export const goodFacts: Facts = {
  k6Exit: 0,
  summary: goodSummary,
  steady: goodSteady,
  others: 0.03,
  leftovers: { earshot_participants: 0, earshot_consumers: 0 },
  legSeconds: {
    legs: 10,
    stayed: 400.02,
    connected: 400,
    optedOut: 0,
    judged: { receive: 400, send: 400 },
    reported: 360,
  },
  probes: undefined,
};

/** The good summary with one metric replaced. */
export function withMetric(name: string, metric: K6Summary['metrics'][string]): K6Summary {
  return { metrics: { ...goodSummary.metrics, [name]: metric } };
}

/** A moment at `seconds` with so many participants; every CPU counter grows by a tenth of a core. */
export function momentAt(
  seconds: number,
  participants: number,
  more: Partial<Moment['cpu']> & { packets?: number; eventLoopDelay?: number; reports?: number } = {},
): Moment {
  const { packets = 0, eventLoopDelay = 0.01, reports = seconds, ...cpu } = more;
  const ms = seconds * 100;
  return {
    at: seconds * 1_000,
    cpu: { others: ms, node: ms, workers: [ms], k6: ms, browsers: 0, ...cpu },
    memory: { node: 1_000_000 + seconds, workers: 2_000_000, k6: 3_000_000 },
    server: {
      participants,
      audioConsumers: participants,
      videoConsumers: 2 * participants,
      eventLoopDelay,
      workerPackets: [participants * 100],
      packets,
      reports,
      reportBytes: seconds * participants * 50,
    },
  };
}
