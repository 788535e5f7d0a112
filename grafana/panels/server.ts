import { mean, quantile, rate, ratio, select, sum } from '../promql.ts';
import { one, S, type RowSpec } from './spec.ts';

/** The machine, and the watcher itself. */
export const server: RowSpec = {
  title: 'The server, and telemetry itself',
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
      title: 'Time of worker requests',
      description:
        '95th percentile of the time a media worker takes to answer Node. One that takes 10 s counts as lost.',
      unit: 's',
      width: 8,
      queries: [
        one(quantile(S, 'earshot_worker_request_seconds', { q: 0.95, by: ['result'] }), '{{result}}'),
      ],
    },
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
      kind: 'lines',
      title: 'Reports of clients',
      description:
        'Reports by whether they were taken, reports that never came, values that were out of range.',
      unit: 'cps',
      width: 8,
      queries: [
        one(rate(S, 'earshot_reports_total', { by: ['result'] }), '{{result}}'),
        one(rate(S, 'earshot_reports_lost_total'), 'lost'),
        one(rate(S, 'earshot_report_values_rejected_total'), 'values rejected'),
      ],
    },
    {
      kind: 'lines',
      title: 'Time that reports cover',
      description:
        'Share of the time of participants for which their clients say how it was; the rest is unknown, never good. Apart from it, the share of all time whose apps opted out of telemetry.',
      unit: 'percentunit',
      width: 8,
      max: 1,
      queries: [
        one(
          ratio(
            rate(S, 'earshot_client_reported_seconds_total'),
            rate(S, 'earshot_client_connected_seconds_total'),
          ),
          'covered',
        ),
        one(
          ratio(
            rate(S, 'earshot_client_opted_out_seconds_total'),
            `(${rate(S, 'earshot_client_opted_out_seconds_total')} + ${rate(S, 'earshot_client_connected_seconds_total')})`,
          ),
          'opted out',
        ),
      ],
    },
    {
      kind: 'lines',
      title: 'Size of reports',
      description: 'Mean and 95th percentile of one report as JSON.',
      unit: 'bytes',
      width: 8,
      queries: [
        one(mean(S, 'earshot_report_bytes'), 'mean'),
        one(quantile(S, 'earshot_report_bytes', { q: 0.95 }), 'p95'),
      ],
    },
    {
      kind: 'lines',
      title: 'Age of reports',
      description:
        'How old reports are when they come, and how exactly they are placed in the server’s time. Old ones were kept while a socket was away.',
      unit: 's',
      width: 8,
      queries: [
        one(quantile(S, 'earshot_report_age_seconds', { q: 0.5 }), 'p50'),
        one(quantile(S, 'earshot_report_age_seconds', { q: 0.95 }), 'p95'),
        one(
          quantile(S, 'earshot_client_clock_uncertainty_seconds', { q: 0.95 }),
          'p95 of the clocks’ uncertainty',
        ),
      ],
    },
    {
      kind: 'lines',
      title: 'Telemetry’s own losses',
      description:
        'Exemplars and values not taken, exports that failed, and the error of the packet estimate.',
      unit: 'none',
      width: 8,
      queries: [
        one(rate(S, 'earshot_telemetry_dropped_total', { by: ['what'] }), 'dropped {{what}}'),
        {
          ...one(
            rate(S, 'earshot_telemetry_exports_total', { by: ['signal', 'result'] }),
            'export {{signal}} {{result}}',
          ),
          emptyUntil: 'EARSHOT_OTLP_ENDPOINT is set',
        },
        {
          ...one(
            `max by (instance, worker) (${select(S, 'earshot_worker_packets_estimate_error_ratio')})`,
            'packet estimate off by, {{instance}} worker {{worker}}',
          ),
          emptyUntil: 'the estimate has been checked once',
        },
      ],
    },
    {
      kind: 'stat',
      title: 'Versions',
      description: 'What runs where.',
      unit: 'none',
      width: 4,
      queries: [
        one(`count by (version, node) (${select(S, 'earshot_build_info')})`, '{{version}} on Node {{node}}'),
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
