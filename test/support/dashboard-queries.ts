import { DASHBOARDS } from '../../grafana/dashboards.ts';

/** One query of a dashboard, its variables filled in. */
export interface DashboardQuery {
  readonly panel: string;
  readonly expr: string;
}

/** Window of rates: longer than the test, so that its joins are in it. */
const WINDOW = '5m';

/** Every query of every dashboard as Grafana would send it with all jobs and instances chosen. */
export function queriesOf(): DashboardQuery[] {
  return DASHBOARDS.flatMap(({ id, rows }) =>
    rows
      .flatMap((row) => row.panels)
      .flatMap((panel) =>
        panel.queries.map(({ expr }) => ({ panel: `${id}: ${panel.title}`, expr: filled(expr) })),
      ),
  );
}

function filled(expr: string): string {
  return expr
    .replaceAll('$__rate_interval', WINDOW)
    .replaceAll('$__range', WINDOW)
    .replaceAll('"$job"', '".+"')
    .replaceAll('"$instance"', '".+"');
}

/** What a well call on a lone server truthfully has no data of, and why. */
export const EXPECTED_EMPTY = [
  { part: 'earshot_worker_packets_estimate_error_ratio', why: 'the estimate is checked now and then' },
  { part: 'k6_', why: 'no load run exports to this Prometheus' },
  { part: 'sum by (code) (increase(', why: 'nobody has an issue' },
  { part: 'blame="sfu"', why: 'nobody is harmed, so there is nothing to take a share of' },
  { part: 'sum by (band, factor, blame) (increase(', why: 'nobody is harmed' },
  { part: 'impaired_seconds_total{judged="nobody"}', why: 'no way is impaired, so there is no share of it' },
] as const;
