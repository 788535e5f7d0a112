import { z } from 'zod';
import { Source } from './grants.ts';
import { TrackId, Timestamp } from './ids.ts';
import { ISSUE_CODES } from './issues.ts';
import { LIMITS } from './limits.ts';
import { MILESTONES, TRACK_COLUMNS, type TrackColumn } from './report-columns.ts';

const columnNames = Object.keys(TRACK_COLUMNS) as [TrackColumn, ...TrackColumn[]];

const cell = z.number().min(0).max(1e12).nullable();

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

/** One report. */
export const Report = z.strictObject({
  /** Counts the reports of a session, from 1: gaps are lost reports. */
  number: z.number().int().min(1),
  at: Timestamp,
  /** Time that it covers, up to `at`; 0 exactly when `issuesOnly`. */
  intervalMs: z.number().int().min(0).max(600_000),
  /** Covers no time and says nothing but `issues`: sent at once when an issue changes, while the running interval goes on. */
  issuesOnly: z.boolean().optional(),
  /** Absent from clients that have no such clock: their reports are taken to end when they come. */
  clock: ReportClock.optional(),
  /** Sampling stood still within the interval (a throttled tab): nothing may be concluded from gaps in counters. */
  gap: z.boolean(),
  send: TransportReport.nullable(),
  receive: TransportReport.nullable(),
  tracks: z.strictObject({
    trackId: z.array(TrackId).max(LIMITS.maxReportTracks),
    direction: z.array(z.enum(['send', 'receive'])).max(LIMITS.maxReportTracks),
    source: z.array(Source).max(LIMITS.maxReportTracks),
    /** Column -> one cell per track. Cells that are missing at the end are `null`; an empty column is left out. */
    columns: z.partialRecord(z.enum(columnNames), z.array(cell).max(LIMITS.maxReportTracks)),
  }),
  /** Issues that changed since the last report. */
  issues: z
    .array(
      z.strictObject({ code: z.enum(ISSUE_CODES), level: z.enum(['good', 'poor', 'bad']), at: Timestamp }),
    )
    .max(64),
  milestones: z.partialRecord(z.enum(MILESTONES), z.number().int().min(0).max(600_000)),
});
/** @see Report */
export type Report = z.infer<typeof Report>;
