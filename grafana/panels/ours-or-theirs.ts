import { quantile, rate, ratio, select } from '../promql.ts';
import { one, q, S, type RowSpec } from './spec.ts';

const loss = (direction: 'in' | 'out') =>
  ratio(
    rate(S, 'earshot_sfu_packets_lost_total', { where: { direction: `="${direction}"` }, by: ['kind'] }),
    `(${rate(S, 'earshot_sfu_packets_total', { where: { direction: `="${direction}"` }, by: ['kind'] })} + ${rate(S, 'earshot_sfu_packets_lost_total', { where: { direction: `="${direction}"` }, by: ['kind'] })})`,
  );

/** Which leg is to blame. */
export const oursOrTheirs: RowSpec = {
  title: 'Ours or theirs?',
  panels: [
    {
      kind: 'stacked',
      title: 'Who is at fault',
      description: 'Participants whose call is fair or poor, by who or what caused it.',
      unit: 'none',
      width: 12,
      queries: [
        one(
          rate(S, 'earshot_client_quality_seconds_total', {
            where: { direction: '="receive"', band: '=~"fair|poor"' },
            by: ['blame'],
          }),
          '{{blame}}',
        ),
      ],
    },
    {
      kind: 'stacked',
      title: 'What participants send badly',
      description: 'Participants whose own sound or picture is fair or poor as sent, by kind and fault.',
      unit: 'none',
      width: 12,
      queries: [
        one(
          rate(S, 'earshot_client_quality_seconds_total', {
            where: { direction: '="send"', band: '=~"fair|poor"' },
            by: ['kind', 'blame'],
          }),
          '{{kind}} {{blame}}',
        ),
      ],
    },
    {
      kind: 'lines',
      title: 'Packet loss by leg, seen by the server',
      description:
        'Uplink: from publishers to the server. Downlink: from the server to receivers, by their reports. Both at once point here.',
      unit: 'percentunit',
      width: 8,
      queries: [one(loss('in'), 'uplink {{kind}}'), one(loss('out'), 'downlink {{kind}}')],
    },
    {
      kind: 'lines',
      title: 'Packet loss, seen by clients',
      description: '95th percentile of the loss of a track in one report.',
      unit: 'percentunit',
      width: 8,
      queries: [
        {
          ...one(
            quantile(S, 'earshot_client_loss_ratio', { q: 0.95, by: ['direction', 'kind'] }),
            '{{direction}} {{kind}}',
          ),
          exemplar: true,
        },
        one(
          ratio(
            rate(S, 'earshot_client_packets_lost_total', { by: ['direction'] }),
            `(${rate(S, 'earshot_client_packets_total', { by: ['direction'] })} + ${rate(S, 'earshot_client_packets_lost_total', { by: ['direction'] })})`,
          ),
          '{{direction}}: of all packets',
        ),
      ],
    },
    {
      kind: 'lines',
      title: 'Round trip',
      description: 'Between clients and the server, by the connectivity checks.',
      unit: 's',
      width: 8,
      queries: [0.5, 0.95].map((share) => ({
        ...one(
          quantile(S, 'earshot_client_rtt_seconds', { q: share, by: ['direction'] }),
          `${q(share)} {{direction}}`,
        ),
        exemplar: true,
      })),
    },
    {
      kind: 'lines',
      title: 'Jitter and jitter buffers',
      description:
        'Worst second of jitter (95th percentile), and how long media waits for it at receivers (median).',
      unit: 's',
      width: 8,
      queries: [
        one(
          quantile(S, 'earshot_client_jitter_seconds', { q: 0.95, by: ['direction', 'kind'] }),
          'jitter p95 {{direction}} {{kind}}',
        ),
        one(
          quantile(S, 'earshot_client_jitter_buffer_seconds', { q: 0.5, by: ['kind'] }),
          'buffer p50 {{kind}}',
        ),
      ],
    },
    {
      kind: 'lines',
      title: 'Senders held back',
      description: 'Share of the time of sent video that bandwidth or CPU limited.',
      unit: 'percentunit',
      width: 8,
      queries: [
        one(
          `${rate(S, 'earshot_client_limited_seconds_total', { by: ['reason'] })} / on () group_left () (${rate(S, 'earshot_client_media_seconds_total', { where: { direction: '="send"', kind: '="video"' } })} > 0)`,
          '{{reason}}',
        ),
      ],
    },
    {
      kind: 'lines',
      title: 'Frozen and concealed time',
      description: 'Seconds per second of all receivers in which video stood still or sound was made up.',
      unit: 'none',
      width: 8,
      queries: [
        one(rate(S, 'earshot_client_freeze_seconds_total', { by: ['source'] }), 'frozen {{source}}'),
        one(rate(S, 'earshot_client_concealed_seconds_total', { by: ['source'] }), 'concealed {{source}}'),
      ],
    },
    {
      kind: 'lines',
      title: 'CPU of media workers',
      description: 'Cores; one worker can use one. From 0.8 on it delays packets.',
      unit: 'percentunit',
      width: 8,
      steps: { base: 'green', from: [[0.8, 'red']] },
      queries: [
        one(
          `sum by (instance, worker) (rate(${select(S, 'earshot_worker_cpu_seconds_total')}[${S.window}]))`,
          '{{instance}} worker {{worker}}',
        ),
        one(
          `sum by (instance) (rate(${select(S, 'earshot_process_cpu_seconds_total')}[${S.window}]))`,
          '{{instance}} Node',
        ),
      ],
    },
    {
      kind: 'lines',
      title: 'Packets through workers',
      description:
        'Estimated packets per second: the load that a worker is sized by. And how far off that estimate is.',
      unit: 'pps',
      width: 8,
      queries: [
        one(
          `sum by (instance, worker, direction) (${select(S, 'earshot_worker_packets_per_second')})`,
          '{{instance}} worker {{worker}} {{direction}}',
        ),
      ],
    },
    {
      kind: 'lines',
      title: 'Delay of the event loop',
      description: 'How late timers of the signalling process fire.',
      unit: 's',
      width: 8,
      queries: [
        one(
          `max by (instance, stat) (${select(S, 'earshot_event_loop_delay_seconds')})`,
          '{{instance}} {{stat}}',
        ),
      ],
    },
  ],
};
