import { mean, quantile, rate, sum } from '../promql.ts';
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
        one(sum(S, 'earshot_consumers', { by: ['kind'] }), 'forwarded {{kind}}'),
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
      kind: 'stacked',
      title: 'Transports by path',
      description:
        'UDP is wanted, TCP is the way out where it is blocked; unconnected ones carry nothing (yet).',
      unit: 'none',
      width: 8,
      queries: [one(sum(S, 'earshot_transports', { by: ['path'] }), '{{path}}')],
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
      title: 'Frames at clients',
      description:
        'Frames per second of a track (median of the reports), and all frames encoded, decoded and dropped.',
      unit: 'none',
      width: 8,
      queries: [
        one(
          quantile(S, 'earshot_client_video_fps', { q: 0.5, by: ['direction', 'source'] }),
          'p50 {{direction}} {{source}}',
        ),
        one(rate(S, 'earshot_client_video_frames_total', { by: ['direction'] }), 'all {{direction}}'),
        one(
          rate(S, 'earshot_client_video_frames_dropped_total', { by: ['direction'] }),
          'dropped {{direction}}',
        ),
      ],
    },
    {
      kind: 'lines',
      title: 'Media bytes at clients',
      description: 'Of one track (mean of the reports), and of all clients together.',
      unit: 'Bps',
      width: 8,
      queries: [
        one(
          mean(S, 'earshot_client_media_bytes_per_second', { by: ['direction', 'kind'] }),
          'track {{direction}} {{kind}}',
        ),
        one(rate(S, 'earshot_client_media_bytes_total', { by: ['direction'] }), 'all {{direction}}'),
      ],
    },
    {
      kind: 'lines',
      title: 'Track time by quality',
      description: 'Tracks at each moment by how good they are, each by itself.',
      unit: 'none',
      width: 8,
      queries: [
        one(
          rate(S, 'earshot_client_track_quality_seconds_total', { by: ['direction', 'kind', 'band'] }),
          '{{direction}} {{kind}} {{band}}',
        ),
      ],
    },
    {
      kind: 'lines',
      title: 'Concealment and freezes in a report',
      description: 'Mean share of the time in one report of a receiver.',
      unit: 'percentunit',
      width: 8,
      queries: [
        one(mean(S, 'earshot_client_concealment_ratio'), 'concealed'),
        one(mean(S, 'earshot_client_freeze_ratio'), 'frozen'),
      ],
    },
    {
      kind: 'lines',
      title: 'Forwarding set up',
      description:
        'Time from the decision to forward a track until its receiver was told (95th percentile), and failures.',
      unit: 's',
      width: 8,
      queries: [
        one(quantile(S, 'earshot_consumer_setup_seconds', { q: 0.95, by: ['kind'] }), 'p95 {{kind}}'),
        one(rate(S, 'earshot_reconcile_failures_total'), 'failures per second'),
      ],
    },
  ],
};
