import { z } from 'zod';
import { CALL_PAGE } from './calls-limits.ts';
import { Role, Source } from './grants.ts';
import { CallId, Identity, ParticipantId, RoomName, Timestamp, TrackId } from './ids.ts';
import { ISSUE_CODES } from './issues.ts';
import { BLAMES, IMPAIRED_LEGS, MEASURERS } from './quality/blame.ts';
import { LimitingFactor, QualityBand } from './roster.ts';

/**
 * What the operator's API under `/v1/calls` takes and answers. Every key is always there: `null` is what was not measured
 * or does not apply. Times are ms since the epoch by the server's clock; in queries they are ISO 8601.
 */

const Blame = z.enum(BLAMES);

/** What happens to a leg besides its issues. */
export const CALL_EVENTS = [
  'reconnecting',
  'reconnected',
  'mediaLost',
  'trackPublished',
  'trackPaused',
  'trackResumed',
  'trackUnpublished',
  /** A stage of joining that the client reached; `ms` from its start. */
  'milestone',
  /** A request of the client, with its result and how long it took. */
  'operation',
] as const;
/** How the list may be sorted. */
export const CALL_SORTS = ['worst', 'newest'] as const;

const count = z.number().int().nonnegative();
const seconds = z.number().nonnegative();
const isoTime = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));

/** Conditions all of which a call must meet; those about quality and people are met by any one of its legs. */
export const CallListQuery = z.strictObject({
  /** Calls that were on at this time or later. */
  from: isoTime.exactOptional(),
  /** Calls that had begun before. */
  to: isoTime.exactOptional(),
  room: RoomName.exactOptional(),
  /** A participant's id, or an identity. */
  participant: Identity.exactOptional(),
  issue: z.enum(ISSUE_CODES).exactOptional(),
  blame: Blame.exactOptional(),
  factor: LimitingFactor.exactOptional(),
  band: QualityBand.exactOptional(),
  tag: z.string().min(1).max(64).exactOptional(),
  sort: z.enum(CALL_SORTS).exactOptional(),
  /** `next` of the page before. */
  cursor: z.string().min(1).max(256).exactOptional(),
  limit: z
    .string()
    .regex(/^\d{1,3}$/u)
    .transform(Number)
    .pipe(z.number().int().min(1).max(CALL_PAGE.max))
    .exactOptional(),
});
/** @see CallListQuery */
export type CallListQuery = z.output<typeof CallListQuery>;

/** Participant-seconds of reception by band. */
const BandSeconds = z.object({ good: seconds, fair: seconds, poor: seconds, unknown: seconds });
/** What harmed most, by seconds. */
const Cause = z.object({
  band: QualityBand,
  factor: LimitingFactor,
  blame: Blame,
  seconds,
});
/** @see Cause */
export type Cause = z.infer<typeof Cause>;

/** One call in a list. */
export const CallSummary = z.object({
  callId: CallId,
  room: RoomName,
  startedAt: Timestamp,
  endedAt: Timestamp.nullable(),
  /** It goes on now. */
  live: z.boolean(),
  /** The server that carried it went away without saying how it ended. */
  interrupted: z.boolean(),
  /** Legs so far. */
  legs: count,
  seconds: BandSeconds,
  /** Poor seconds, and half of the fair ones: what `sort=worst` goes by. */
  harmSeconds: seconds,
  /** `null` when nothing was fair or poor. */
  worst: Cause.nullable(),
  /** How often an issue was raised. */
  issues: count,
});
/** @see CallSummary */
export type CallSummary = z.infer<typeof CallSummary>;

/** Answer to a search. */
export const CallList = z.object({
  calls: z.array(CallSummary),
  /** For the next page; `null` on the last one. */
  next: z.string().nullable(),
});
/** @see CallList */
export type CallList = z.infer<typeof CallList>;

/** One leg in a call. */
export const LegSummary = z.object({
  participantId: ParticipantId,
  /** `null` when identities are not kept. */
  identity: Identity.nullable(),
  role: Role.nullable(),
  hidden: z.boolean(),
  formFactor: z.enum(['desktop', 'mobile']).nullable(),
  browser: z.string().nullable(),
  browserVersion: count.nullable(),
  os: z.string().nullable(),
  library: z.string().nullable(),
  tags: z.array(z.string()),
  startedAt: Timestamp,
  endedAt: Timestamp.nullable(),
  endReason: z.string().nullable(),
  live: z.boolean(),
  seconds: BandSeconds,
  harmSeconds: seconds,
  worst: Cause.nullable(),
  /** Lowest score of an interval, 0..100. */
  lowestScore: z.number().nullable(),
  issues: count,
});
/** @see LegSummary */
export type LegSummary = z.infer<typeof LegSummary>;

/** One call. Legs come worst first, at most 1,000. */
export const CallDetail = z.object({
  call: CallSummary,
  legs: z.array(LegSummary),
  /** Fair and poor seconds of all legs by cause, most first. */
  causes: z.array(Cause.extend({ legs: count })),
  issues: z.array(z.object({ code: z.enum(ISSUE_CODES), raised: count, legs: count })),
});
/** @see CallDetail */
export type CallDetail = z.infer<typeof CallDetail>;

const share = z.number().nonnegative().nullable();
const measured = z.number().nullable();
/** One stream of a leg over all of its time: published by it, or received. */
export const TrackSummary = z.object({
  trackId: TrackId,
  publisherId: ParticipantId.nullable(),
  direction: z.enum(['send', 'receive']),
  source: Source,
  startedAt: Timestamp.nullable(),
  endedAt: Timestamp.nullable(),
  /** Intervals of about 10 s that were judged. */
  intervals: count,
  lossAvg: share,
  lossMax: share,
  rttMsAvg: measured,
  rttMsMax: measured,
  jitterMsAvg: measured,
  jitterMsMax: measured,
  jitterBufferMsAvg: measured,
  jitterBufferMsMax: measured,
  concealedShareAvg: share,
  concealedShareMax: share,
  freezeMsPerMinute: measured,
  frameRateAvg: measured,
  frameHeight: measured,
  bitrateAvg: measured,
  bitrateMax: measured,
  packets: measured,
});
/** @see TrackSummary */
export type TrackSummary = z.infer<typeof TrackSummary>;

/** Something that happened to a leg. */
export const CallEvent = z.object({
  at: Timestamp,
  name: z.enum(CALL_EVENTS),
  trackId: TrackId.nullable(),
  /** Source, reason, stage, or name of the request. */
  detail: z.string().nullable(),
  /** `ok` or an error code, of an operation. */
  result: z.string().nullable(),
  ms: z.number().nullable(),
});
/** @see CallEvent */
export type CallEvent = z.infer<typeof CallEvent>;

/** A diagnostic that was raised. */
export const CallIssue = z.object({
  code: z.enum(ISSUE_CODES),
  level: z.enum(['poor', 'bad']),
  raisedAt: Timestamp,
  /** `null` while it lasts, or when nobody said that it was over. */
  clearedAt: Timestamp.nullable(),
});
/** @see CallIssue */
export type CallIssue = z.infer<typeof CallIssue>;

const rating = z.number().int().min(1).max(5).nullable();
/** What a person said of the call. */
export const CallSurvey = z.object({
  at: Timestamp,
  overall: rating,
  audio: rating,
  video: rating,
  screenShare: rating,
  overallIssues: z.array(z.string()),
  audioIssues: z.array(z.string()),
  videoIssues: z.array(z.string()),
  screenShareIssues: z.array(z.string()),
});
/** @see CallSurvey */
export type CallSurvey = z.infer<typeof CallSurvey>;

/** One leg; issues and events in the order of time, at most 2,000 of each. */
export const LegDetail = z.object({
  call: CallSummary,
  leg: LegSummary,
  causes: z.array(Cause),
  tracks: z.array(TrackSummary),
  issues: z.array(CallIssue),
  events: z.array(CallEvent),
  survey: CallSurvey.nullable(),
});
/** @see LegDetail */
export type LegDetail = z.infer<typeof LegDetail>;

/** What to give of a leg's intervals. */
export const SeriesQuery = z.strictObject({
  from: isoTime.exactOptional(),
  to: isoTime.exactOptional(),
  /** `next` of the page before. */
  after: z
    .string()
    .regex(/^\d{1,16}\.-?\d{1,16}$/u)
    .exactOptional(),
});
/** @see SeriesQuery */
export type SeriesQuery = z.output<typeof SeriesQuery>;

/** Which rows to export, and how. */
export const ExportQuery = z.strictObject({
  from: isoTime.exactOptional(),
  to: isoTime.exactOptional(),
  callId: CallId.exactOptional(),
  /** Absent = `ndjson`. */
  format: z.enum(['ndjson', 'csv']).exactOptional(),
});

const JudgedQuality = z.object({
  band: QualityBand,
  score: z.number().nullable(),
  factor: LimitingFactor,
  blame: Blame,
});
/** A track in an interval in which something was remarkable about it. */
const SeriesTrack = z.object({
  trackId: TrackId,
  publisherId: ParticipantId.nullable(),
  direction: z.enum(['send', 'receive']),
  source: Source,
  quality: JudgedQuality,
  impairedLeg: z.enum(IMPAIRED_LEGS),
  measuredBy: z.enum(MEASURERS),
  /** Of a received voice that spoke, 1..4.5, by the E-model: an estimate. */
  mosEstimate: z.number().exactOptional(),
  /** Loss 0..1, times in ms. */
  evidence: z.record(z.string(), z.number()),
  /** What was reported, by column. */
  values: z.record(z.string(), z.number()),
});

/** One interval of a leg. Of several versions the highest revision stands here. */
export const SeriesInterval = z.object({
  /** Of the report, from 1; 0 when there was none. */
  number: count,
  revision: count,
  startAt: Timestamp,
  endAt: Timestamp,
  /** How far the times may be off, ms. */
  uncertaintyMs: z.number().nullable(),
  /** Who measured: the client's report, the server alone, or nobody. */
  from: z.enum(['report', 'server', 'none']),
  reception: JudgedQuality,
  /** Reception without the tracks whose publishers are at fault; `null`: written before this was known. */
  ownReception: JudgedQuality.nullable(),
  sending: JudgedQuality,
  /** Lowest of the voices that spoke, 1..4.5, by the E-model: an estimate, not what people said. */
  mosEstimate: measured,
  rttMs: z.object({ send: measured, receive: measured }),
  /** Worst of all tracks, the folded ones included, 0..1: what this leg's own uplink, and its downlink, lost. */
  uplinkLoss: share,
  downlinkLoss: share,
  /** Tracks that were good and unremarkable, as one row for each direction and source: sums added up, of means the mean, of extremes the extreme. */
  folded: z.array(
    z.object({
      direction: z.enum(['send', 'receive']),
      source: Source,
      tracks: count,
      values: z.record(z.string(), z.number()),
    }),
  ),
  tracks: z.array(SeriesTrack),
});
/** @see SeriesInterval */
export type SeriesInterval = z.infer<typeof SeriesInterval>;

/** Intervals of a leg in the order of time, at most 2,000. */
export const LegSeries = z.object({
  intervals: z.array(SeriesInterval),
  next: z.string().nullable(),
});
/** @see LegSeries */
export type LegSeries = z.infer<typeof LegSeries>;

/** How much was removed of a participant. */
export const RemovedData = z.object({
  legs: count,
  tracks: count,
  intervals: count,
  events: count,
  issues: count,
  surveys: count,
});
/** @see RemovedData */
export type RemovedData = z.infer<typeof RemovedData>;
