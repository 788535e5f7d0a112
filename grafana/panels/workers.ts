import { quantile, select, sum } from '../promql.ts';
import { one, S, type RowSpec } from './spec.ts';

/** The processes that forward media. */
export const workers: RowSpec = {
  title: 'Media workers',
  panels: [
    {
      kind: 'lines',
      title: 'Workers',
      description: 'Workers up, and how many died and were started.',
      unit: 'none',
      width: 8,
      queries: [
        one(sum(S, 'earshot_worker_up'), 'up'),
        one(`sum(increase(${select(S, 'earshot_worker_died_total')}[${S.window}]))`, 'died'),
        one(`sum(increase(${select(S, 'earshot_worker_started_total')}[${S.window}]))`, 'started'),
        one(
          `sum by (instance, worker) (${select(S, 'earshot_worker_routers')})`,
          'calls on {{instance}} worker {{worker}}',
        ),
        one(
          `sum by (instance, worker) (${select(S, 'earshot_worker_transports')})`,
          'transports on {{instance}} worker {{worker}}',
        ),
      ],
    },
    {
      kind: 'lines',
      title: 'Time of worker requests',
      description:
        '95th percentile of the time a media worker takes to answer Node. One that takes 10 s counts as lost.',
      unit: 's',
      width: 8,
      queries: [
        one(quantile(S, 'earshot_worker_request_seconds', { q: 0.95, by: ['result'] }), '{{result}}'),
      ],
    },
  ],
};
