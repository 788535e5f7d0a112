import type { RunRecord } from './record.ts';
import { percent } from './judge.ts';
import { hasSamples, valueOf, type K6Summary } from './summary.ts';

/** A table for people: header and rows of the same length. */
export interface Table {
  readonly title: string;
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Trends that are shown, with what they are. */
const TRENDS: readonly (readonly [string, string])[] = [
  ['earshot_join_duration', 'join until the answer'],
  ['earshot_first_packet', 'join until the first audio'],
  ['earshot_speaker_audio{was:outside}', 'talker outside the set until heard'],
  ['earshot_speaker_detect{event:consumersAdded}', '  of it: until announced'],
  ['earshot_speaker_consumer', '  of it: until the answer to resume'],
  ['earshot_speaker_renegotiate', '  of it: until the first packet'],
  ['earshot_speaker_audio', 'any new talker until heard'],
  ['earshot_speaker_video', 'dominant change until key frame'],
  ['earshot_latency', 'latency through the server'],
  ['earshot_jitter', 'jitter'],
  ['earshot_pacer_lateness', 'the load itself late, worst of each second'],
];

const SIGNALLING = 'earshot_signalling_rate{phase:steady}';

/** All tables of a run, in the order in which they are printed. */
export function tablesOf(record: RunRecord): Table[] {
  const tables = [
    ...(record.summary === undefined ? [] : [timesTable(record.summary), countsTable(record.summary)]),
    serverTable(record),
    checksTable(record),
  ];
  return tables.filter(({ rows }) => rows.length > 0);
}

function timesTable(summary: K6Summary): Table {
  const rows = TRENDS.flatMap(([name, what]) => {
    const metric = summary.metrics[name];
    if (metric === undefined || !hasSamples(metric)) return [];
    const ms = (key: string) => (valueOf(summary, name, key) ?? 0).toFixed(1);
    const count = String(valueOf(summary, name, 'count') ?? 0);
    return [[what, ms('med'), ms('p(95)'), ms('p(99)'), ms('max'), count]];
  });
  return { title: 'Times, ms', header: ['what', 'p50', 'p95', 'p99', 'max', 'samples'], rows };
}

function countsTable(summary: K6Summary): Table {
  const count = (name: string) => valueOf(summary, name, 'count') ?? 0;
  const expected = count('earshot_packets_expected');
  const share = (part: number) => (expected === 0 ? '-' : percent(part / expected, 3));
  const steady = (key: string) => valueOf(summary, SIGNALLING, key)?.toFixed(0) ?? '-';
  const received = count('earshot_packets_received');
  const lost = count('earshot_packets_lost');
  const rows = [
    ['packets sent', String(count('earshot_packets_sent')), ''],
    ['packets by sequence numbers', String(expected), ''],
    ['packets received', String(received), share(received)],
    ['packets lost', String(lost), share(lost)],
    ['talkers not heard within 5 s', String(count('earshot_speaker_unheard')), ''],
    ['video frozen, s', count('earshot_freeze_seconds').toFixed(1), ''],
    ['signalling received, bytes', String(count('earshot_signalling_bytes')), ''],
    ['of it to one in a steady call, bytes/s', steady('avg'), `p95 of 10 s ${steady('p(95)')}`],
    ['  to whom most was sent', valueOf(summary, 'earshot_signalling_mean', 'max')?.toFixed(0) ?? '-', ''],
    ['speakers seen within 3 s', rateOf(summary, 'earshot_speaker_seen'), ''],
  ];
  return { title: 'Packets', header: ['what', 'count', 'of those numbered'], rows };
}

function rateOf(summary: K6Summary, name: string): string {
  const rate = valueOf(summary, name, 'rate');
  return rate === undefined ? '-' : percent(rate, 2);
}

const mib = (bytes: number) => `${(bytes / 1_048_576).toFixed(0)} MiB`;

/** What a participant adds to Node and workers: their largest against what they had when the run began. */
function memoryEach({ steady, moments }: RunRecord): string {
  const [first] = moments;
  if (steady === undefined || first === undefined) return '-';
  const grown = steady.memory.node + steady.memory.workers - first.memory.node - first.memory.workers;
  return `${(grown / 1_048_576 / Math.max(1, steady.participants)).toFixed(2)} MiB`;
}

/** Shares of a core that the thresholds of a worker stand for (docs/worker.md). */
const WORKER_SHARES = [0.6, 0.7, 0.8];

/** CPU time of workers for one packet in or out, us, over the whole run; what browsers sent and received is left out. */
function cpuPerPacketUs({ summary, moments }: RunRecord): number | undefined {
  const [first] = moments;
  const last = moments.at(-1);
  if (summary === undefined || first === undefined || last === undefined) return undefined;
  const count = (name: string) => valueOf(summary, name, 'count') ?? 0;
  const packets = count('earshot_packets_received') + count('earshot_packets_sent');
  const sum = ({ cpu }: RunRecord['moments'][number]) => cpu.workers.reduce((total, ms) => total + ms, 0);
  return packets === 0 ? undefined : ((sum(last) - sum(first)) * 1_000) / packets;
}

/** What this machine's workers carry: the settings that would fit it. */
function thresholdsRow(cpuPerPacketUs: number | undefined): string[][] {
  if (cpuPerPacketUs === undefined) return [];
  const rates = WORKER_SHARES.map((share) => `${String(Math.round((share * 1_000) / cpuPerPacketUs))}k`);
  return [[`a packet ${cpuPerPacketUs.toFixed(1)} us: 60/70/80 % of a core`, '', rates.join(' / '), '']];
}

function serverTable(record: RunRecord): Table {
  const { steady, others } = record;
  const header = ['process', 'CPU', 'packets/s', 'memory'];
  const title = 'While everybody was in';
  if (steady === undefined) return { title, header, rows: [] };
  const { shares, workerPackets, memory } = steady;
  const workers = shares.byWorker.map((share, index) => [
    `worker ${String(index)}`,
    percent(share, 1),
    (workerPackets[index] ?? 0).toFixed(0),
    index === 0 ? `${mib(memory.workers)} (all)` : '',
  ]);
  const delay = steady.eventLoopDelay;
  return {
    title: `${title}: ${String(steady.participants)} participants, ${steady.seconds.toFixed(0)} s, consumers ${String(steady.consumers.audio)} audio and ${String(steady.consumers.video)} video`,
    header,
    rows: [
      ...workers,
      ...thresholdsRow(cpuPerPacketUs(record)),
      ['Node', percent(shares.node, 1), '', mib(memory.node)],
      [
        'server per participant',
        percent((shares.workers + shares.node) / steady.participants, 3),
        '',
        memoryEach(record),
      ],
      ['k6', percent(shares.k6, 1), '', mib(memory.k6)],
      ['browsers', percent(shares.browsers, 1), '', ''],
      ['other processes (whole run)', percent(others, 1), '', ''],
      [
        'event loop delay p99, worst 10 s',
        delay === undefined ? '-' : `${(delay * 1_000).toFixed(1)} ms`,
        '',
        '',
      ],
      ['reports of one participant', `${steady.reportBytesPerSecond.toFixed(0)} B/s`, '', ''],
    ],
  };
}

function checksTable({ verdict }: RunRecord): Table {
  return {
    title: 'Thresholds',
    header: ['', 'what', 'measured', 'limit'],
    rows: verdict.checks.map(({ ok, name, measured, limit }) => [
      ok ? 'ok' : 'MISSED',
      name,
      measured,
      limit,
    ]),
  };
}

/** A table as lines of text. */
export function toText({ title, header, rows }: Table): string {
  const all = [header, ...rows];
  const widths = header.map((_, column) => Math.max(...all.map((row) => (row[column] ?? '').length)));
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return [title, line(header), widths.map((width) => '-'.repeat(width)).join('  '), ...rows.map(line)].join(
    '\n',
  );
}
