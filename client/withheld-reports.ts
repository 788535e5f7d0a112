import type { Report, TelemetryMode } from '@earshot/shared';
import { reportListenerError } from './emitter.ts';
import { ReportSender, type ReportPort } from './report-sender.ts';

/** What a call uses of its reports. */
export type Reports = Pick<
  ReportSender,
  'unsent' | 'start' | 'milestone' | 'hurry' | 'finish' | 'flush' | 'takeLast'
>;

/** Reports of as much as the app lets the server know; `onReport` hears of each, as it is sent. */
export function createReports(
  port: Omit<ReportPort, 'sending'>,
  wish: { readonly telemetry: TelemetryMode; readonly onReport: ((report: Report) => void) | undefined },
): Reports {
  if (wish.telemetry === 'off') return NO_REPORTS;
  const sending = (report: Report): void => {
    try {
      // A copy: what the app does with it is its own business.
      wish.onReport?.(structuredClone(report));
    } catch (error) {
      reportListenerError(error);
    }
  };
  if (wish.telemetry === 'full') return new ReportSender({ ...port, sending });
  return new ReportSender({
    ...port,
    sending,
    takeReport: (milestones) => withhold(port.takeReport(milestones)),
    takeIssues: () => undefined,
  });
}

/** What is left in `minimal`: that one is there, the transports, and how long joining took. */
function withhold(report: Report): Report {
  const { tracks: _tracks, issues: _issues, ...rest } = report;
  return rest;
}

/** Telemetry is off: nothing is measured for the server, and a page that goes away says that and no more. */
const NO_REPORTS: Reports = {
  unsent: 0,
  start: () => undefined,
  milestone: () => undefined,
  hurry: () => undefined,
  finish: () => undefined,
  flush: () => undefined,
  takeLast: (keys, leaving) => JSON.stringify({ ...keys, leaving, report: null }),
};
