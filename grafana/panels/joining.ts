import { quantile, rate } from '../promql.ts';
import { one, q, S, type RowSpec } from './spec.ts';

/** How people get in. */
export const joining: RowSpec = {
  title: 'Joining',
  panels: [
    {
      kind: 'lines',
      title: 'Joins',
      description: 'Joins begun, and answered, by who has to act.',
      unit: 'cps',
      width: 8,
      queries: [
        one(rate(S, 'earshot_join_attempts_total'), 'begun'),
        one(rate(S, 'earshot_joins_total', { by: ['result'] }), '{{result}}'),
      ],
    },
    {
      kind: 'lines',
      title: 'How far joins get',
      description:
        'Joins that reached each stage, down to the first media that played. Who has nobody to hear plays none: compare with other times, not with joins.',
      unit: 'cps',
      width: 8,
      queries: [
        one(rate(S, 'earshot_join_stages_total', { by: ['stage'], where: { result: '="ok"' } }), '{{stage}}'),
      ],
    },
    {
      kind: 'lines',
      title: 'Where joins end early',
      description:
        'Joins that ended before a stage, and by who has to act; unconnected: no path for media in time.',
      unit: 'cps',
      width: 8,
      queries: [
        one(
          rate(S, 'earshot_join_stages_total', { by: ['stage', 'reason'], where: { result: '="failed"' } }),
          '{{stage}}: {{reason}}',
        ),
      ],
    },
    {
      kind: 'lines',
      title: 'Time to each stage',
      description:
        '95th percentile of the time from the start of a join: token, seat and media on the server, the others at the client.',
      unit: 's',
      width: 8,
      queries: [
        {
          ...one(quantile(S, 'earshot_join_stage_seconds', { q: 0.95, by: ['stage'] }), '{{stage}}'),
          exemplar: true,
        },
        one(quantile(S, 'earshot_join_seconds', { q: 0.95 }), 'answered'),
      ],
    },
    {
      kind: 'lines',
      title: 'Time to first media',
      description: 'From the start of a join until the first received sound or picture.',
      unit: 's',
      width: 8,
      queries: [0.5, 0.95].map((share) => ({
        ...one(
          quantile(S, 'earshot_first_media_seconds', { q: share, by: ['kind'] }),
          `${q(share)} {{kind}}`,
        ),
        exemplar: true,
      })),
    },
    {
      kind: 'stacked',
      title: 'Errors of joins and requests',
      description: 'By error code; docs/metrics.md says which codes count against the objective.',
      unit: 'cps',
      width: 8,
      queries: [
        one(rate(S, 'earshot_join_errors_total', { by: ['code'] }), 'join: {{code}}'),
        one(rate(S, 'earshot_request_errors_total', { by: ['code'] }), 'request: {{code}}'),
      ],
    },
    {
      kind: 'lines',
      title: 'ICE and DTLS',
      description:
        'States that transports reach: connected should follow new, failed and disconnected should be rare.',
      unit: 'cps',
      width: 8,
      queries: [
        one(rate(S, 'earshot_transport_states_total', { by: ['layer', 'state'] }), '{{layer}} {{state}}'),
        one(rate(S, 'earshot_transports_closed_total', { by: ['reason'] }), 'closed: {{reason}}'),
      ],
    },
  ],
};
