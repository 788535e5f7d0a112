import type { IngestObserver } from '../../telemetry/ports.ts';
import type { Metrics } from '../registry.ts';

/** Counts how much of the time of legs their clients account for. */
export function observeCoverage(
  metrics: Metrics,
): Pick<
  IngestObserver,
  | 'connectedSeconds'
  | 'optedOutSeconds'
  | 'reportedSeconds'
  | 'unreportedSeconds'
  | 'impairedSeconds'
  | 'reportAge'
  | 'clockUncertainty'
> {
  const connected = metrics.counter('earshot_client_connected_seconds_total');
  const reported = metrics.counter('earshot_client_reported_seconds_total');
  const optedOut = metrics.counter('earshot_client_opted_out_seconds_total');
  const unreported = metrics.counter('earshot_client_unreported_seconds_total');
  const impaired = metrics.counter('earshot_client_impaired_seconds_total');
  const age = metrics.histogram('earshot_report_age_seconds');
  const uncertainty = metrics.histogram('earshot_client_clock_uncertainty_seconds');
  return {
    connectedSeconds(seconds) {
      connected.add({}, seconds);
    },
    optedOutSeconds(seconds) {
      optedOut.add({}, seconds);
    },
    reportedSeconds(seconds) {
      reported.add({}, seconds);
    },
    unreportedSeconds(judged, seconds) {
      unreported.add({ judged }, seconds);
    },
    impairedSeconds(judged, seconds) {
      impaired.add({ judged }, seconds);
    },
    reportAge(seconds) {
      age.observe({}, seconds);
    },
    clockUncertainty(seconds) {
      uncertainty.observe({}, seconds);
    },
  };
}
