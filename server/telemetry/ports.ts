import type {
  Measure,
  Blame,
  ReportedIssueCode,
  IssueLevel,
  LimitingFactor,
  MediaPath,
  Milestone,
  QualityBand,
  Source,
} from '@earshot/shared';

/**
 * What comes out of clients' reports, for whoever counts it. All label values are from closed lists, all numbers have
 * been range-checked; nothing is called for what a client did not measure. Implementations never throw.
 */

/** Why a report was or was not taken. */
export const REPORT_RESULTS = [
  'accepted',
  /** The leg has opted out: nothing of it is looked at. */
  'optedOut',
  /** A later word on an interval that was reported before: stored in its place, counted nowhere else. */
  'revised',
  /** Its number and revision were seen before. */
  'duplicate',
  /** Its columns do not fit its rows, a row stands twice, or it covers time and says that it does not. */
  'malformed',
  /** It claims more time than has passed. */
  'overdrawn',
  /** More than 64 reports older than the newest. */
  'stale',
  /** It is no report by the schema. */
  'invalid',
  /** Too many came from one session. */
  'rate_limited',
] as const;
/** @see REPORT_RESULTS */
export type ReportResult = (typeof REPORT_RESULTS)[number];

/** By what a leg's time was judged: its client's report, the server's own readings, or nothing. */
export const JUDGES = ['report', 'server', 'nobody'] as const;
/** @see JUDGES */
export type Judge = (typeof JUDGES)[number];

/** Why a sender could not send what it wanted to. */
export type LimitReason = 'bandwidth' | 'cpu' | 'other';

/** Direction of media, seen from the client. */
export type Direction = 'send' | 'receive';

/** One track, by closed lists only. */
export interface TrackLabels {
  readonly direction: Direction;
  readonly kind: 'audio' | 'video';
  readonly source: Source;
}

/** A quality by closed lists: without its number. */
export interface QualityLabels {
  readonly band: QualityBand;
  readonly factor: LimitingFactor;
  readonly blame: Blame;
}

/** How a participant's call was in one direction. */
export interface DirectionLabels extends QualityLabels {
  readonly direction: Direction;
  /** Of the track that was the worst; `none` of what was good or could not be judged. */
  readonly kind: 'none' | 'audio' | 'video';
}

/** For exemplars, never for labels. */
export interface ReportSource {
  readonly callId: string;
  readonly participantId: string;
}

/** Takes what reports say. Every method is called at most once per report and track unless it says
 * otherwise, `from` is who reported. */
export interface IngestObserver {
  /** One for each report that came, with its size as JSON. */
  report(result: ReportResult, bytes: number): void;
  /** Reports missing between two numbers, once their place in the window has passed. */
  reportsLost(count: number): void;
  /** Cells that were out of range and were taken as not measured; issues that have no business in a report. */
  valuesRejected(count: number): void;
  /** A report covers so much time in which the browser gives none of this. */
  unmeasuredSeconds(measure: Measure, seconds: number): void;

  /** A participant held a place for so long, by the server's clock. Not for those who opted out. */
  connectedSeconds(seconds: number): void;
  /** The same of participants who opted out of telemetry: nothing else is known of that time. */
  optedOutSeconds(seconds: number): void;
  /** So much of that is covered by a report that came in time. */
  reportedSeconds(seconds: number): void;
  /** So much of it is covered by none that came in time: the server judged it by its own readings, or nobody could. */
  unreportedSeconds(judged: Exclude<Judge, 'report'>, seconds: number): void;
  /** So much of it in which the server itself saw one of the leg's transports impaired, by who judged it. */
  impairedSeconds(judged: Judge, seconds: number): void;
  /** How long ago the interval of a report had ended when it came: the way of one that is sent at once, more for a kept one. */
  reportAge(seconds: number): void;
  /** By how much the place of a report's interval in the server's time may be off, once a round trip has shown it. */
  clockUncertainty(seconds: number): void;
  /**
   * A participant's time by what it received, and again by what it sent; each together as much as `connectedSeconds`.
   * More than once for a report's time.
   */
  qualitySeconds(labels: DirectionLabels, seconds: number, from: ReportSource): void;
  /** Time by what was received without the tracks whose publishers are at fault; together as much as `connectedSeconds`. */
  ownQualitySeconds(labels: Pick<QualityLabels, 'band' | 'blame'>, seconds: number): void;
  /** The same for each track by itself. */
  trackQualitySeconds(labels: TrackLabels & QualityLabels, seconds: number): void;
  /** Time in which media was expected. */
  mediaSeconds(labels: TrackLabels, seconds: number): void;
  /** Received video stood still. Only for tracks whose browser measures it; `mediaSeconds` is not its denominator then. */
  freezeSeconds(labels: TrackLabels, seconds: number): void;
  /** Received sound was audibly made up. */
  concealedSeconds(labels: TrackLabels, seconds: number): void;
  /** Sent video was held back. */
  limitedSeconds(labels: TrackLabels & { reason: LimitReason }, seconds: number): void;
  /** Frames decoded (received) or encoded (sent). */
  frames(labels: TrackLabels, count: number): void;
  /** Frames dropped before they were shown (received). */
  framesDropped(labels: TrackLabels, count: number): void;
  /** Media payload, without retransmissions. */
  mediaBytes(labels: TrackLabels, bytes: number): void;
  /** Packets and lost packets, for ratios over any time. */
  packets(labels: TrackLabels, count: { received: number; lost: number }): void;

  /** How a transport's media went in the interval, as the client saw it at its end. */
  transportSeconds(direction: Direction, path: MediaPath, seconds: number): void;
  /** Mean round trip of a transport in the interval. */
  rttSeconds(direction: Direction, seconds: number, from: ReportSource): void;
  /** 0..1 over the interval. */
  lossRatio(labels: TrackLabels, ratio: number, from: ReportSource): void;
  /** Worst second of the interval. */
  jitterSeconds(labels: TrackLabels, seconds: number): void;
  jitterBufferSeconds(labels: TrackLabels, seconds: number): void;
  /** Audible concealment, 0..1 of the expected time. */
  concealmentRatio(labels: TrackLabels, ratio: number, from: ReportSource): void;
  /** Frozen time, 0..1 of the expected time. */
  freezeRatio(labels: TrackLabels, ratio: number, from: ReportSource): void;
  videoFps(labels: TrackLabels, fps: number): void;
  /** Media bit/s over the expected time. */
  bitrate(labels: TrackLabels, bitsPerSecond: number): void;

  /** From good to poor or bad, or worse than before. */
  issueRaised(issue: { code: ReportedIssueCode; level: Exclude<IssueLevel, 'good'> }): void;
  /** Back to good, or the participant has gone; with the time it lasted. */
  issueCleared(issue: { code: ReportedIssueCode; seconds: number }): void;
  /** How many participants have it now, after every change. */
  issueActive(code: ReportedIssueCode, participants: number): void;

  /** Time from the start of joining to a stage or to the first media, once per leg and stage. */
  milestone(stage: Milestone, seconds: number, from: ReportSource): void;
}
