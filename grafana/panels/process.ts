import { quantile, rate, select } from '../promql.ts';
import { one, S, type RowSpec } from './spec.ts';

/** The Node process. */
export const nodeProcess: RowSpec = {
  title: 'Node',
  panels: [
    {
      kind: 'lines',
      title: 'Requests',
      description: 'Requests answered, by who has to act, and inbound frames refused for their size.',
      unit: 'reqps',
      width: 8,
      queries: [
        one(rate(S, 'earshot_requests_total', { by: ['result'] }), '{{result}}'),
        one(rate(S, 'earshot_frames_refused_total'), 'frames refused'),
      ],
    },
    {
      kind: 'lines',
      title: 'Time to answer requests',
      description: '95th percentile by request; media work is included where a request needs it.',
      unit: 's',
      width: 8,
      queries: [one(quantile(S, 'earshot_request_seconds', { q: 0.95, by: ['request'] }), '{{request}}')],
    },
    {
      kind: 'lines',
      title: 'Memory',
      description: 'Resident memory of Node and of each worker, and the JavaScript heap.',
      unit: 'bytes',
      width: 8,
      queries: [
        one(`sum by (instance) (${select(S, 'earshot_process_resident_memory_bytes')})`, '{{instance}} Node'),
        one(`sum by (instance) (${select(S, 'earshot_process_heap_used_bytes')})`, '{{instance}} heap'),
        one(
          `sum by (instance, worker) (${select(S, 'earshot_worker_resident_memory_bytes')})`,
          '{{instance}} worker {{worker}}',
        ),
      ],
    },
    {
      kind: 'stat',
      title: 'Versions',
      description: 'What runs, and the address at which people open it.',
      unit: 'none',
      width: 4,
      queries: [
        one(`count by (version, node) (${select(S, 'earshot_build_info')})`, '{{version}} on Node {{node}}'),
        one(`count by (url) (${select(S, 'earshot_public_info')})`, '{{url}}'),
      ],
    },
    {
      kind: 'stat',
      title: 'Up for',
      description: 'Since the start of the process.',
      unit: 's',
      width: 4,
      queries: [
        one(
          `time() - max by (instance) (${select(S, 'earshot_process_start_time_seconds')})`,
          '{{instance}}',
        ),
      ],
    },
  ],
};
