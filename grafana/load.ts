import type { DashboardSpec } from './build.ts';
import { DASHBOARD, quantile, rate, select, sum } from './promql.ts';
import { one, S, type PanelSpec, type Query, type RowSpec } from './panels/spec.ts';

/** k6 writes each trend as gauges, one for each statistic, and counters with `_total`; it knows no `job` or `instance`. */
const OWN_STATS = ['p50', 'p95'] as const;

function trend(metric: string, name: string, labels = ''): Query[] {
  return OWN_STATS.map((stat) => ({
    ...one(`max(k6_${metric}_${stat}${labels})`, `${name}, ${stat}`),
    emptyUntil: 'a load run exports here',
  }));
}

function counted(metric: string, name: string, by = ''): Query {
  return {
    ...one(`sum${by === '' ? '' : ` by (${by}) `}(rate(k6_${metric}_total[${S.window}]))`, name),
    emptyUntil: 'a load run exports here',
  };
}

const clients: RowSpec = {
  title: 'The load run, as its participants see it',
  panels: [
    {
      kind: 'lines',
      title: 'Participants, asked for and held',
      description: 'Participants that k6 runs, and places that the server holds.',
      unit: 'none',
      width: 8,
      queries: [
        { ...one('sum(k6_earshot_participants)', 'k6'), emptyUntil: 'a load run exports here' },
        one(sum(DASHBOARD, 'earshot_participants'), 'server'),
      ],
    },
    {
      kind: 'lines',
      title: 'Packets of the participants',
      description: 'Sent, promised by those who sent, received and lost. Received must follow promised.',
      unit: 'pps',
      width: 8,
      queries: ['sent', 'expected', 'received', 'lost'].map((what) =>
        counted(`earshot_packets_${what}`, what === 'expected' ? 'promised' : what),
      ),
    },
    {
      kind: 'lines',
      title: 'Latency through the server',
      description: 'Of sampled packets. Beyond 150 ms at p95 the run has failed.',
      unit: 's',
      width: 8,
      queries: trend('earshot_latency', 'latency'),
    },
    {
      kind: 'lines',
      title: 'Joining',
      description: 'Until the answer, and until the first audio.',
      unit: 's',
      width: 8,
      queries: [...trend('earshot_join_duration', 'answer'), ...trend('earshot_first_packet', 'first audio')],
    },
    {
      kind: 'lines',
      title: 'Somebody new talks',
      description: 'Until heard, and until the first key frame of the video.',
      unit: 's',
      width: 8,
      queries: [
        ...trend('earshot_speaker_audio', 'heard from outside the set', '{was="outside"}'),
        ...trend('earshot_speaker_video', 'seen'),
      ],
    },
    {
      kind: 'lines',
      title: 'What must not happen',
      description: 'Each of these above 0 fails a run.',
      unit: 'cps',
      width: 8,
      queries: [
        counted('earshot_srtp_errors', 'SRTP errors'),
        counted('earshot_protocol_errors', 'protocol errors'),
        counted('earshot_silent_tracks', 'silent tracks'),
        counted('load_join_failures', 'joins that failed'),
        counted('load_ended_early', 'put out'),
      ],
    },
  ],
};

const beside: RowSpec = {
  title: 'The server at the same time',
  panels: [
    {
      kind: 'stacked',
      title: 'Processors',
      description: 'Shares of a core: Node and each worker.',
      unit: 'percentunit',
      width: 8,
      queries: [
        one(rate(DASHBOARD, 'earshot_process_cpu_seconds_total'), 'Node'),
        one(rate(DASHBOARD, 'earshot_worker_cpu_seconds_total', { by: ['worker'] }), 'worker {{worker}}'),
      ],
    },
    {
      kind: 'stacked',
      title: 'Packets of the workers',
      description: 'Estimated packets/s, in and out.',
      unit: 'pps',
      width: 8,
      queries: [
        one(
          sum(DASHBOARD, 'earshot_worker_packets_per_second', { by: ['worker', 'direction'] }),
          'worker {{worker}} {{direction}}',
        ),
      ],
    },
    {
      kind: 'lines',
      title: 'Event loop delay',
      description: 'How late timers of Node fire. Beyond 50 ms at p99 the run has failed.',
      unit: 's',
      width: 8,
      queries: [one(`max by (stat) (${select(DASHBOARD, 'earshot_event_loop_delay_seconds')})`, '{{stat}}')],
    },
    {
      kind: 'lines',
      title: 'Forwarded tracks',
      description: 'One for each track and receiver, and the tracks published.',
      unit: 'none',
      width: 8,
      queries: [
        one(sum(DASHBOARD, 'earshot_consumers', { by: ['kind'] }), 'forwarded: {{kind}}'),
        one(sum(DASHBOARD, 'earshot_producers'), 'published'),
      ],
    },
    {
      kind: 'lines',
      title: 'Time to set up a forwarded track',
      description: 'From the decision until its receiver was told, p95.',
      unit: 's',
      width: 8,
      queries: [
        one(quantile(DASHBOARD, 'earshot_consumer_setup_seconds', { q: 0.95, by: ['kind'] }), '{{kind}}'),
      ],
    },
    {
      kind: 'lines',
      title: 'Memory',
      description: 'Resident memory of Node and of the workers.',
      unit: 'bytes',
      width: 8,
      queries: [
        one(sum(DASHBOARD, 'earshot_process_resident_memory_bytes'), 'Node'),
        one(sum(DASHBOARD, 'earshot_worker_resident_memory_bytes'), 'workers'),
      ],
    },
  ] satisfies PanelSpec[],
};

/** A load run beside the server that it loads. */
export const loadRun: DashboardSpec = {
  id: 'load',
  title: 'load run',
  description: 'What the participants of `npm run load` see, and the server at the same time.',
  tags: ['load'],
  rows: [clients, beside],
};
