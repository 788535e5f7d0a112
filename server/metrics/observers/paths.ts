import type { IngestObserver } from '../../telemetry/ports.ts';
import type { Metrics } from '../registry.ts';

/** Counts by which paths clients' media go. */
export function observePaths(metrics: Metrics): Pick<IngestObserver, 'transportSeconds'> {
  const seconds = metrics.counter('earshot_client_transport_seconds_total');
  return {
    transportSeconds(direction, path, amount) {
      seconds.add({ direction, path }, amount);
    },
  };
}
