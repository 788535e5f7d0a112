import { mean, quantile, rate } from '../promql.ts';
import { one, S, type RowSpec } from './spec.ts';

/** What arrived at clients, and what was done to it. */
export const heardAndSeen: RowSpec = {
  title: 'What people heard and saw',
  panels: [
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
  ],
};
