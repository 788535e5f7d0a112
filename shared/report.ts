import { z } from 'zod';
import { Source } from './grants.ts';
import { TrackId, Timestamp } from './ids.ts';
import { ISSUE_CODES } from './issues.ts';
import { LIMITS } from './limits.ts';

/**
 * What a client reports about quality: one column per measure, one row per track, so that the keys are written once.
 * Counters are differences over the report's interval; a value that the browser does not give is `null`, never a guess.
 */
export const TRACK_COLUMNS = {
  /** Time in which media was expected (published, not paused, wanted), ms. */
  expectedMs: 'counter',
  packets: 'counter',
  /** May be negative over a short time: late packets are taken back. Reported as max(0, difference). */
  packetsLost: 'counter',
  /** Media payload without retransmissions, bytes. */
  bytes: 'counter',
  /** Video: frames decoded (received track) or encoded (sent track). */
  frames: 'counter',
  /** Video: frames that a camera or a receiver dropped. */
  framesDropped: 'counter',
  /** Video received: time frozen, ms. */
  freezeMs: 'counter',
  /** Audio received: audible concealment, ms (silent concealment is no harm). */
  concealedMs: 'counter',
  /** Video sent: time limited, by cause, ms. */
  limitedBandwidthMs: 'counter',
  limitedCpuMs: 'counter',
  limitedOtherMs: 'counter',
  nack: 'counter',
  pli: 'counter',
  /** Worst one-second value in the interval, ms. */
  jitterMaxMs: 'worst',
  /** Mean over the interval, ms. */
  jitterBufferMs: 'mean',
  /** Worst one-second value, ms: from RTCP for sent tracks. */
  rttMaxMs: 'worst',
  /** Mean decode or encode time per frame, ms. */
  codecMsPerFrame: 'mean',
  /** Height of the last frame, pixels. */
  frameHeight: 'last',
} as const;

/** Name of a measure. */
export type TrackColumn = keyof typeof TRACK_COLUMNS;
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

/** Times from the start of `join()`, ms, sent once each. */
export const MILESTONES = [
  'joined',
  'sendConnected',
  'receiveConnected',
  'firstAudio',
  'firstVideo',
] as const;
/** @see MILESTONES */
export type Milestone = (typeof MILESTONES)[number];

/** One report. */
export const Report = z.strictObject({
  /** Counts the reports of a session, from 1: gaps are lost reports. */
  number: z.number().int().min(1),
  at: Timestamp,
  intervalMs: z.number().int().min(1).max(600_000),
  /** The page was visible for the whole interval. */
  visible: z.boolean(),
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
