import {
  isReported,
  TRACK_COLUMNS,
  type Report,
  type ReportedIssueCode,
  type ReportInterval,
  type TrackColumn,
  type TrackInterval,
} from '@earshot/shared';

/**
 * What the schema cannot see: lists that do not fit together, and numbers that no call can reach. A number out of range
 * is taken as not measured and counted; it is never clamped to something that looks true.
 */

/** Times within an interval may exceed it by the sampling's own second, and a little more. */
const TIME_SLACK_MS = 2_500;
/** Upper ends per second of the interval, far above what one track can do. */
const PER_SECOND: Partial<Record<TrackColumn, number>> = {
  packets: 50_000,
  packetsLost: 50_000,
  /** 400 Mbit/s. */
  bytes: 50_000_000,
  frames: 500,
  framesDropped: 500,
  nack: 50_000,
  pli: 1_000,
};
/** Upper ends of single values. */
const AT_MOST: Partial<Record<TrackColumn, number>> = {
  jitterMaxMs: 60_000,
  jitterBufferMs: 60_000,
  rttMaxMs: 60_000,
  codecMsPerFrame: 60_000,
  frameHeight: 16_384,
};

/**
 * Whether a report's parts fit together: it covers time or tells of issues alone, and its lists name each track once per
 * direction.
 */
export function isWellFormed(report: Report): boolean {
  const { tracks } = report;
  const rows = tracks.trackId.length;
  if (report.issuesOnly === true) {
    return report.intervalMs === 0 && rows === 0 && report.send === null && report.receive === null;
  }
  if (report.intervalMs === 0) return false;
  if (tracks.direction.length !== rows || tracks.source.length !== rows) return false;
  // Shorter columns are fine: cells that are missing at the end were not measured.
  if (Object.values(tracks.columns).some((column) => column.length > rows)) return false;
  const names = tracks.trackId.map((trackId, row) => `${String(tracks.direction[row])} ${trackId}`);
  return new Set(names).size === rows;
}

/** Drops what cannot be; answers how many values that were. */
export function withoutImpossible(interval: ReportInterval): { interval: ReportInterval; rejected: number } {
  let rejected = 0;
  const tracks = interval.tracks.map((track): TrackInterval => {
    const values: Partial<Record<TrackColumn, number>> = {};
    for (const name of Object.keys(TRACK_COLUMNS) as TrackColumn[]) {
      const value = track.values[name];
      if (value === undefined) continue;
      if (value <= largest(name, interval.intervalMs)) values[name] = value;
      else rejected += 1;
    }
    return { ...track, values };
  });
  return { interval: { ...interval, tracks }, rejected };
}

function largest(name: TrackColumn, intervalMs: number): number {
  const perSecond = PER_SECOND[name];
  if (perSecond !== undefined) return (perSecond * (intervalMs + TIME_SLACK_MS)) / 1000;
  return AT_MOST[name] ?? intervalMs + TIME_SLACK_MS;
}

/** A change that may be told. */
type TellableIssue = Report['issues'][number] & { readonly code: ReportedIssueCode };

/** Changes of issues that may be told, in the order of their time. */
export function tellableIssues(report: Report): {
  issues: readonly TellableIssue[];
  rejected: number;
} {
  const issues = report.issues.filter((issue): issue is TellableIssue => isReported(issue.code));
  return {
    issues: [...issues].sort((left, right) => left.at - right.at),
    rejected: report.issues.length - issues.length,
  };
}
