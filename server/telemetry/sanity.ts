import {
  isReported,
  TRACK_COLUMN_NAMES,
  TRACK_COLUMNS,
  type IssueReport,
  type Report,
  type ReportedIssueCode,
  type ReportInterval,
  type TrackColumn,
  type TrackInterval,
  type VectorPlace,
} from '@earshot/shared';

/**
 * What the schema cannot see: lists that do not fit together, and numbers that no call can reach. A number out of range
 * is taken as not measured and counted; it is never clamped to something that looks true.
 */

/** Times within an interval may exceed it by the sampling's own second, and a little more. */
const TIME_SLACK_MS = 2_500;
/**
 * Whether a report's parts fit together: it covers time or tells of issues alone, and its lists name each track once per
 * direction.
 */
export function isWellFormed(report: Report): boolean {
  const { intervalMs, tracks, send, receive } = report;
  if (report.issuesOnly === true)
    return intervalMs === 0 && [tracks, send, receive].every((part) => part === undefined);
  if (intervalMs === 0) return false;
  if (tracks === undefined) return true;
  const { refs, kinds, vectors } = tracks;
  if (kinds.length !== refs.length || vectors.length !== refs.length) return false;
  return new Set(refs.map((ref, row) => `${String(kinds[row])} ${ref}`)).size === refs.length;
}

/** Drops what cannot be; answers how many values that were. */
export function withoutImpossible(interval: ReportInterval): { interval: ReportInterval; rejected: number } {
  let rejected = 0;
  const tracks = interval.tracks.map((track): TrackInterval => {
    const values: Partial<Record<TrackColumn, number>> = {};
    for (const name of TRACK_COLUMN_NAMES) {
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
  const { largest: bound }: VectorPlace = TRACK_COLUMNS[name];
  if (typeof bound === 'number') return bound;
  if (bound === 'interval') return intervalMs + TIME_SLACK_MS;
  return (bound.perSecond * (intervalMs + TIME_SLACK_MS)) / 1000;
}

/** A change that may be told. */
type TellableIssue = IssueReport & { readonly code: ReportedIssueCode };

/** Changes of issues that may be told, in the order of their time. */
export function tellableIssues(report: Report): {
  issues: readonly TellableIssue[];
  rejected: number;
} {
  const told = report.issues ?? [];
  const issues = told.filter((issue): issue is TellableIssue => isReported(issue.code));
  return {
    issues: [...issues].sort((left, right) => right.agoMs - left.agoMs),
    rejected: told.length - issues.length,
  };
}
