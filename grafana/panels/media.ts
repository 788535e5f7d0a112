import { quantile, rate, select, sum } from '../promql.ts';
import { one, S, type RowSpec } from './spec.ts';

/** What passes through. */
export const media: RowSpec = {
  title: 'Media',
  panels: [
    {
      kind: 'lines',
      title: 'Bytes through the server',
      description: 'By kind of stream (a lower bound), and by transport: all that the network carries.',
      unit: 'Bps',
      width: 8,
      queries: [
        one(rate(S, 'earshot_sfu_bytes_total', { by: ['direction', 'kind'] }), '{{direction}} {{kind}}'),
        one(rate(S, 'earshot_transport_bytes_total', { by: ['direction'] }), 'transports {{direction}}'),
      ],
    },
    {
      kind: 'lines',
      title: 'Tracks',
      description: 'Tracks published, and tracks forwarded to receivers.',
      unit: 'none',
      width: 8,
      queries: [
        one(sum(S, 'earshot_producers', { by: ['source'] }), 'published {{source}}'),
        one(sum(S, 'earshot_consumers', { by: ['source'] }), 'forwarded {{source}}'),
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
      title: 'Repairs',
      description: 'Packets asked for again, packets sent again, key frames asked for.',
      unit: 'cps',
      width: 8,
      queries: [
        one(rate(S, 'earshot_sfu_nacks_total', { by: ['direction'] }), 'nack {{direction}}'),
        one(
          rate(S, 'earshot_sfu_retransmitted_packets_total', { by: ['direction'] }),
          'sent again {{direction}}',
        ),
        one(rate(S, 'earshot_sfu_plis_total', { by: ['direction'] }), 'key frame {{direction}}'),
        one(rate(S, 'earshot_key_frame_requests_total'), 'key frame for a new receiver'),
      ],
    },
    {
      kind: 'lines',
      title: 'Forwarding set up',
      description:
        'Time from the decision to forward a track until its receiver was told (95th percentile), failures, and what was not as the server had asked for and was asked for again.',
      unit: 's',
      width: 8,
      queries: [
        one(quantile(S, 'earshot_consumer_setup_seconds', { q: 0.95, by: ['kind'] }), 'p95 {{kind}}'),
        one(rate(S, 'earshot_reconcile_failures_total'), 'failures per second'),
        one(rate(S, 'earshot_media_repairs_total', { by: ['what'] }), 'repaired per second, {{what}}'),
      ],
    },
    {
      kind: 'lines',
      title: 'Between workers',
      description:
        'Tracks piped from one worker to another, tracks forwarded out of pipes, calls by the number of workers they are on, and what failed.',
      unit: 'none',
      width: 8,
      queries: [
        one(sum(S, 'earshot_pipes', { by: ['kind'] }), 'piped {{kind}}'),
        one(sum(S, 'earshot_piped_consumers', { by: ['kind'] }), 'forwarded out of pipes {{kind}}'),
        one(sum(S, 'earshot_rooms_by_workers', { by: ['workers'] }), 'calls on {{workers}}'),
        one(rate(S, 'earshot_pipe_failures_total'), 'pipes failed'),
        one(rate(S, 'earshot_parked_consumers_closed_total'), 'parked and closed'),
      ],
    },
  ],
};
