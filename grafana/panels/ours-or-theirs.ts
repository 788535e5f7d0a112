import { quantile, rate, ratio, select, sum } from '../promql.ts';
import { one, q, S, type RowSpec } from './spec.ts';

const loss = (direction: 'in' | 'out') =>
  ratio(
    rate(S, 'earshot_sfu_packets_lost_total', { where: { direction: `="${direction}"` }, by: ['kind'] }),
    `(${rate(S, 'earshot_sfu_packets_total', { where: { direction: `="${direction}"` }, by: ['kind'] })} + ${rate(S, 'earshot_sfu_packets_lost_total', { where: { direction: `="${direction}"` }, by: ['kind'] })})`,
  );

/** Which side of the way is to blame. */
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
      title: 'Stalled workers',
      description:
        'Workers that owe an answer for more than a second, and the share of time in which that was so: no media passes them meanwhile.',
      unit: 'none',
      width: 8,
      queries: [
        one(sum(S, 'earshot_worker_stalled', { by: ['worker'] }), 'worker {{worker}} now'),
        one(rate(S, 'earshot_worker_stalled_seconds_total'), 'share of time, all workers'),
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
    {
      kind: 'stacked',
      title: 'Transports by path',
      description:
        'UDP is wanted, TCP is the way out where it is blocked; unconnected ones carry nothing (yet).',
      unit: 'none',
      width: 8,
      queries: [one(sum(S, 'earshot_transports', { by: ['direction', 'path'] }), '{{direction}} {{path}}')],
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
      title: 'Load shed by workers',
      description:
        'Steps that each worker is at: 1 = small pictures in their lowest layer, 2-4 = fewer videos, 5-6 = fewer voices; and steps taken and undone.',
      unit: 'none',
      width: 8,
      queries: [
        one(sum(S, 'earshot_worker_shed_step', { by: ['worker'] }), 'worker {{worker}}'),
        one(rate(S, 'earshot_worker_shed_changes_total', { by: ['direction'] }), 'steps {{direction}}'),
      ],
    },
  ],
};
