import { ROWS } from '../../grafana/panels.ts';

/** One query of the overview, its variables filled in. */
export interface DashboardQuery {
  readonly panel: string;
  readonly expr: string;
}

/** Window of rates: longer than the test, so that its joins are in it. */
const WINDOW = '5m';

/** Every query of the overview as Grafana would send it with all jobs and instances chosen. */
export function queriesOf(): DashboardQuery[] {
  return ROWS.flatMap((row) => row.panels).flatMap((panel) =>
    panel.queries.map(({ expr }) => ({
      panel: panel.title,
      expr: expr
        .replaceAll('$__rate_interval', WINDOW)
        .replaceAll('"$job"', '".+"')
        .replaceAll('"$instance"', '".+"'),
    })),
  );
}

/** What a well call truthfully has no data of, and why. */
export const EXPECTED_EMPTY = [
  { metric: 'earshot_worker_packets_estimate_error_ratio', why: 'the estimate is checked now and then' },
] as const;
