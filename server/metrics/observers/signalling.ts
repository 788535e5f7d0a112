import type { SignallingObserver } from '../../signalling/ports.ts';
import type { ReportResult } from '../../telemetry/ports.ts';
import { closeReason, resultOf } from '../labels.ts';
import type { Metrics } from '../registry.ts';

/** Reports that the edge refuses before anybody looks into them, by the code of its answer. */
const REFUSED_REPORTS: Readonly<Partial<Record<string, ReportResult>>> = {
  bad_params: 'invalid',
  rate_limited: 'rate_limited',
};

/** Counts what happens on signalling connections. */
export function observeSignalling(metrics: Metrics): SignallingObserver {
  const opened = metrics.counter('earshot_connections_opened_total');
  const closedCount = metrics.counter('earshot_connections_closed_total');
  const resumes = metrics.counter('earshot_resumes_total');
  const requests = metrics.counter('earshot_requests_total');
  const errors = metrics.counter('earshot_request_errors_total');
  const seconds = metrics.histogram('earshot_request_seconds');
  const frames = metrics.counter('earshot_frames_refused_total');
  const reports = metrics.counter('earshot_reports_total');
  let connections = 0;
  let sessions = 0;
  metrics.read('earshot_connections', () => [{ labels: {}, value: connections }]);
  metrics.read('earshot_sessions', () => [{ labels: {}, value: sessions }]);
  return {
    connectionOpened() {
      connections += 1;
      opened.add({});
    },
    connectionClosed(reason) {
      connections -= 1;
      closedCount.add({ reason: closeReason(reason) });
    },
    sessionOpened() {
      sessions += 1;
    },
    sessionClosed() {
      sessions -= 1;
    },
    resumed(result) {
      resumes.add({ result });
    },
    requestHandled(request, result, took) {
      requests.add({ request, result: resultOf(result) });
      if (result !== 'ok') errors.add({ code: result });
      seconds.observe({ request }, took);
      const refused = request === 'report' ? REFUSED_REPORTS[result] : undefined;
      if (refused !== undefined) reports.add({ result: refused });
    },
    frameRefused() {
      frames.add({});
    },
  };
}
