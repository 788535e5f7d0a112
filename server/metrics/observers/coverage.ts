import type { IngestObserver } from '../../telemetry/ports.ts';
import type { Metrics } from '../registry.ts';

/** Counts how much of the time of legs their clients account for. */
export function observeCoverage(
  metrics: Metrics,
): Pick<IngestObserver, 'connectedSeconds' | 'reportedSeconds'> {
  const connected = metrics.counter('earshot_client_connected_seconds_total');
  const reported = metrics.counter('earshot_client_reported_seconds_total');
  return {
    connectedSeconds(seconds) {
      connected.add({}, seconds);
    },
    reportedSeconds(seconds) {
      reported.add({}, seconds);
    },
  };
}
