import { z } from 'zod';
import { ISSUE_CODES } from './issues.ts';
import { LIMITS } from './limits.ts';
import { MEASURES } from './report-measures.ts';
import { MAX_CELL, MAX_VECTOR, MILESTONES, REPORT_VERSION } from './report-vector.ts';
import { SOURCES } from './sources.ts';

const maxRows = LIMITS.maxReportTracks;

/** The first characters of a track's id, or all of them. */
const trackRef = z
  .string()
  .regex(/^[0-9a-f]{8}(?:-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12})?$/u);

/** One row per track: the three lists are equally long, and no row stands twice. */
const TrackReports = z.strictObject({
  refs: z.array(trackRef).max(maxRows),
  /** Direction and source, see `encodeTrackKind`. */
  kinds: z
    .array(
      z
        .number()
        .int()
        .min(0)
        .max(2 * SOURCES.length - 1),
    )
    .max(maxRows),
  /** By place, see `TRACK_COLUMNS`; what is missing at the end is `null`. */
  vectors: z.array(z.array(z.number().int().min(0).max(MAX_CELL).nullable()).max(MAX_VECTOR)).max(maxRows),
});
/** @see TrackReports */
export type TrackReports = z.infer<typeof TrackReports>;

/** How one transport reaches the server. */
const TransportReport = z.strictObject({
  /** Round trip by the selected pair's connectivity checks, mean and worst, ms. */
  rttMs: z.number().min(0).max(60_000).nullable(),
  rttMaxMs: z.number().min(0).max(60_000).nullable(),
  availableBps: z.number().min(0).max(1e11).nullable(),
  /** `relay` when the local candidate is one. */
  path: z.enum(['udp', 'tcp', 'relay', 'unknown']),
  /** Connection state at the end of the interval. */
  state: z.enum(['new', 'connecting', 'connected', 'disconnected', 'failed', 'closed']),
});
/** @see TransportReport */
export type TransportReport = z.infer<typeof TransportReport>;

const monotonicMs = z.number().int().min(0).max(1e13);

/**
 * Times on the client's monotonic clock, ms from a moment of its own: by them the server finds the report's place in its
 * own time, whatever the client's wall clock says.
 */
const ReportClock = z.strictObject({
  /** End of what the report is about. */
  endMs: monotonicMs,
  /** When it was sent: later than its end when it had to be kept. */
  sentMs: monotonicMs,
  /** An earlier report of the session that was answered, and after how long. */
  answered: z
    .strictObject({
      number: z.number().int().min(1),
      roundTripMs: z.number().int().min(0).max(600_000),
    })
    .optional(),
});
/** @see ReportClock */
export type ReportClock = z.infer<typeof ReportClock>;

/** A change of an issue. `agoMs`: so long before the end of what the report is about. */
const IssueReport = z.strictObject({
  code: z.enum(ISSUE_CODES),
  level: z.enum(['good', 'poor', 'bad']),
  agoMs: z.number().int().min(0).max(LIMITS.maxIssueAgeMs),
});
/** @see IssueReport */
export type IssueReport = z.infer<typeof IssueReport>;

/** One bit for each of `MEASURES`. */
const measureBits = z
  .number()
  .int()
  .min(0)
  .max(2 ** MEASURES.length - 1);

/** One report. What it has nothing to say of is left out. */
export const Report = z.strictObject({
  version: z.literal(REPORT_VERSION),
  /** Counts the reports of a session, from 1: gaps are lost reports. */
  number: z.number().int().min(1),
  /** Of a report that is sent again because it was wrong: higher each time. Absent: 0. */
  revision: z.number().int().min(0).max(1_000).optional(),
  /** Time that it covers, up to its end; 0 exactly when `issuesOnly`. */
  intervalMs: z.number().int().min(0).max(600_000),
  /** Covers no time and says nothing but `issues`: sent at once when an issue changes, while the running interval goes on. */
  issuesOnly: z.boolean().optional(),
  /** Absent from clients that have no such clock: their reports are taken to end when they come. */
  clock: ReportClock.optional(),
  /** Sampling stood still within the interval (a throttled tab): nothing may be concluded from gaps in counters. */
  gap: z.boolean().optional(),
  /** What this browser was seen to measure, and what it was seen not to: see `MEASURES`. */
  measures: z.strictObject({ given: measureBits, lacking: measureBits }).optional(),
  send: TransportReport.optional(),
  receive: TransportReport.optional(),
  tracks: TrackReports.optional(),
  /** Issues that changed since the last report. */
  issues: z.array(IssueReport).max(LIMITS.maxIssuesPerReport).optional(),
  milestones: z.partialRecord(z.enum(MILESTONES), z.number().int().min(0).max(600_000)).optional(),
});
/** @see Report */
export type Report = z.infer<typeof Report>;
