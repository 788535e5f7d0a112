import { total, type Sample } from './exposition.ts';
import { mean, percentile } from './percentile.ts';
import { reportingShare } from './report-cost.ts';

/** What was read at one moment. CPU values only grow: shares come from differences. */
export interface Moment {
  /** ms since the run began. */
  readonly at: number;
  readonly cpu: {
    /** Processes that do not belong to the run. */
    readonly others: number;
    readonly node: number;
    /** By worker, in the order of their process ids. */
    readonly workers: readonly number[];
    readonly k6: number;
    readonly browsers: number;
  };
  readonly memory: { readonly node: number; readonly workers: number; readonly k6: number };
  /** Undefined when the server did not answer. */
  readonly server: ServerNumbers | undefined;
}

/** What the server's metrics say. */
export interface ServerNumbers {
  readonly participants: number;
  readonly audioConsumers: number;
  readonly videoConsumers: number;
  /** s; p99 of the last full 10 s. */
  readonly eventLoopDelay: number;
  /** Estimated packets/s in and out, by worker. */
  readonly workerPackets: readonly number[];
  /** Packets that workers have handled so far. */
  readonly packets: number;
  readonly reports: number;
  readonly reportBytes: number;
}

/** Picks a run's numbers out of the server's metrics. */
export function serverNumbers(samples: readonly Sample[]): ServerNumbers {
  const packets = samples.filter(({ name }) => name === 'earshot_worker_packets_per_second');
  const byWorker = Map.groupBy(packets, ({ labels }) => labels['worker'] ?? '');
  return {
    participants: total(samples, 'earshot_participants'),
    audioConsumers: total(samples, 'earshot_consumers', { kind: 'audio' }),
    videoConsumers: total(samples, 'earshot_consumers', { kind: 'video' }),
    eventLoopDelay: total(samples, 'earshot_event_loop_delay_seconds', { stat: 'p99' }),
    workerPackets: [...byWorker]
      .toSorted(([a], [b]) => Number(a) - Number(b))
      .map(([, of]) => of.reduce((sum, { value }) => sum + value, 0)),
    packets: total(samples, 'earshot_sfu_packets_total'),
    reports: total(samples, 'earshot_reports_total'),
    reportBytes: total(samples, 'earshot_report_bytes_sum'),
  };
}

/** Share of a core over a stretch of a run. */
export type Shares = Readonly<Record<'node' | 'workers' | 'k6' | 'browsers' | 'others', number>> & {
  readonly byWorker: readonly number[];
};

/** Shares of a core between two moments. */
export function sharesBetween(from: Moment, to: Moment): Shares {
  const elapsed = Math.max(1, to.at - from.at);
  const share = (pick: (moment: Moment) => number) => (pick(to) - pick(from)) / elapsed;
  const byWorker = to.cpu.workers.map((ms, index) => (ms - (from.cpu.workers[index] ?? 0)) / elapsed);
  return {
    node: share(({ cpu }) => cpu.node),
    workers: byWorker.reduce((sum, value) => sum + value, 0),
    byWorker,
    k6: share(({ cpu }) => cpu.k6),
    browsers: share(({ cpu }) => cpu.browsers),
    // Others who end unwaited for take their time with them.
    others: Math.max(
      0,
      share(({ cpu }) => cpu.others),
    ),
  };
}

/** The stretch in which (almost) all were in the call; the whole run when nobody ever was. */
export function steadyPart(moments: readonly Moment[]): readonly Moment[] {
  const counts = moments.map(({ server }) => server?.participants ?? 0);
  const full = Math.max(0, ...counts) * 0.98;
  if (full === 0) return moments;
  const first = counts.findIndex((count) => count >= full);
  const last = counts.findLastIndex((count) => count >= full);
  return moments.slice(first, last + 1);
}

/** A run's server side in numbers. */
export interface Steady {
  readonly seconds: number;
  readonly participants: number;
  readonly shares: Shares;
  /** Worst p99 of 10 s from the first join to the last leave, s. */
  readonly eventLoopDelay: number | undefined;
  /** Means of what the server estimates, packets/s by worker. */
  readonly workerPackets: readonly number[];
  readonly consumers: { readonly audio: number; readonly video: number };
  /** Largest of the stretch, bytes. */
  readonly memory: { readonly node: number; readonly workers: number; readonly k6: number };
  /** bytes/s of one participant. */
  readonly reportBytesPerSecond: number;
  /** Share of a core that Node spends on reports; undefined when their rate never changed. */
  readonly reportingShare: number | undefined;
  /** CPU of workers per packet: last quarter over minutes 1 to 10; undefined for short or silent runs. */
  readonly cpuPerPacketGrowth: number | undefined;
}

/** Consumers that stay paused get dear at 32,768 packets, after 11 minutes of sound: shorter runs say nothing, s. */
const MIN_GROWTH_SECONDS = 840;
/** Before that, and when everything has settled, s. */
const GROWTH_BASE = { from: 60, until: 600 } as const;

/** Sums up the stretch in which all were there; undefined when there are not two moments of it. */
export function sumUp(moments: readonly Moment[]): Steady | undefined {
  const steady = steadyPart(moments);
  const first = steady[0];
  const last = steady.at(-1);
  if (first === undefined || last === undefined || first === last) return undefined;
  const answers = steady.flatMap(({ server }) => (server === undefined ? [] : [server]));
  const participants = Math.max(0, ...answers.map((answer) => answer.participants));
  const seconds = (last.at - first.at) / 1_000;
  const workers = Math.max(0, ...answers.map(({ workerPackets }) => workerPackets.length));
  const reported = (answers.at(-1)?.reportBytes ?? 0) - (answers[0]?.reportBytes ?? 0);
  const largest = (pick: (moment: Moment) => number) => Math.max(0, ...steady.map(pick));
  return {
    seconds,
    participants,
    shares: sharesBetween(first, last),
    eventLoopDelay: worstDelay(moments),
    workerPackets: Array.from(
      { length: workers },
      (_, index) => mean(answers.map(({ workerPackets }) => workerPackets[index] ?? 0)) ?? 0,
    ),
    consumers: {
      audio: Math.max(0, ...answers.map(({ audioConsumers }) => audioConsumers)),
      video: Math.max(0, ...answers.map(({ videoConsumers }) => videoConsumers)),
    },
    memory: {
      node: largest(({ memory }) => memory.node),
      workers: largest(({ memory }) => memory.workers),
      k6: largest(({ memory }) => memory.k6),
    },
    reportBytesPerSecond: participants === 0 ? 0 : reported / seconds / participants,
    reportingShare: reportingShare(steady, participants),
    cpuPerPacketGrowth: seconds < MIN_GROWTH_SECONDS ? undefined : growth(steady),
  };
}

/** The server's gauge is of its last full 10 s: until then, and for 10 s more, it tells of the server's own start. */
const START_MS = 20_000;

/** Filling counts too: that is when Node has most to do. */
function worstDelay(moments: readonly Moment[]): number | undefined {
  const inCall = moments.filter(({ server }) => server !== undefined && server.participants > 0);
  const settled = inCall.filter(({ at }) => at >= START_MS);
  const delays = (settled.length > 0 ? settled : inCall).map(({ server }) => server?.eventLoopDelay ?? 0);
  return percentile(delays, 100);
}

function growth(moments: readonly Moment[]): number | undefined {
  const began = moments[0]?.at ?? 0;
  const after = (seconds: number) => moments.find(({ at }) => at - began >= seconds * 1_000);
  const base = perPacket(after(GROWTH_BASE.from), after(GROWTH_BASE.until));
  const last = perPacket(moments[Math.round((moments.length - 1) * 0.75)], moments.at(-1));
  return base === undefined || last === undefined ? undefined : last / base;
}

/** ms. */
function perPacket(from: Moment | undefined, to: Moment | undefined): number | undefined {
  if (from?.server === undefined || to?.server === undefined) return undefined;
  const packets = to.server.packets - from.server.packets;
  const sum = ({ cpu }: Moment) => cpu.workers.reduce((total_, ms) => total_ + ms, 0);
  return packets <= 0 ? undefined : (sum(to) - sum(from)) / packets;
}
