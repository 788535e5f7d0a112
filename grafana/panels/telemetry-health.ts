import { mean, quantile, rate, ratio, select } from '../promql.ts';
import { one, S, type RowSpec } from './spec.ts';

/** Whether what is shown can be believed. */
export const telemetryHealth: RowSpec = {
  title: 'Can this be believed?',
  panels: [
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
      title: 'Time without a report',
      description:
        'Participants whose time no report covers, by whether the server could judge it by its own readings. Two minutes behind.',
      unit: 'short',
      width: 8,
      queries: [
        one(rate(S, 'earshot_client_unreported_seconds_total', { by: ['judged'] }), 'judged by {{judged}}'),
      ],
    },
    {
      kind: 'lines',
      title: 'Legs that the server saw impaired',
      description:
        'Participants with a transport that the server itself saw impaired, by what they were judged by. Nobody: those who most likely suffer are not counted as such.',
      unit: 'short',
      width: 8,
      queries: [
        one(rate(S, 'earshot_client_impaired_seconds_total', { by: ['judged'] }), 'judged by {{judged}}'),
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
      title: 'What browsers do not measure',
      description:
        'Participants whose browser lacks a measure. Its factor cannot be judged for them: others stand in, or it is unknown.',
      unit: 'short',
      width: 8,
      queries: [one(rate(S, 'earshot_client_unmeasured_seconds_total', { by: ['measure'] }), '{{measure}}')],
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
      kind: 'lines',
      title: 'Call store',
      description:
        'Rows written and dropped per second, rows that wait, and whether the store can be used. Removed ones are about participants whose data was removed.',
      unit: 'none',
      width: 8,
      queries: [
        one(rate(S, 'earshot_store_rows_written_total'), 'written'),
        one(rate(S, 'earshot_store_rows_dropped_total', { by: ['reason'] }), 'dropped, {{reason}}'),
        one(rate(S, 'earshot_store_threads_ended_total'), 'threads ended'),
        one(`sum by (instance) (${select(S, 'earshot_store_queue_rows')})`, '{{instance}} waiting'),
        one(`min by (instance) (${select(S, 'earshot_store_reachable')})`, '{{instance}} reachable'),
        one(quantile(S, 'earshot_store_flush_seconds', { q: 0.95 }), 'p95 of writing a batch, s'),
      ],
    },
    {
      kind: 'lines',
      title: 'Size of the call store',
      description: 'What it takes on its disk. Intervals are removed early once it is as large as it may be.',
      unit: 'bytes',
      width: 8,
      queries: [one(`sum by (instance) (${select(S, 'earshot_store_bytes')})`, '{{instance}}')],
    },
  ],
};
