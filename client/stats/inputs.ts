import type { ParticipantId, Report, Source, TrackId } from '@earshot/shared';
import type { Clock } from '../clock.ts';
import type { IssueChange } from '../diagnostics/inputs.ts';
import type { CallStats } from './api.ts';
import type { Round } from './sampler.ts';

/**
 * What the rest of the library feeds the statistics with. Everything is asked for when it is needed (once a second), so
 * nothing has to be announced when it changes.
 */

/** The part of a browser's `RTCStatsReport` that is needed; any `Map` of stats objects fits too. */
export interface RawStats {
  forEach(visit: (value: unknown, id: string) => void): void;
}

/** One transport. `getStats` is called once a second, never more, and never while an earlier call is unanswered. */
export interface StatsTransport {
  /** mediasoup's id of it, the same on the server. */
  readonly id: string;
  readonly direction: 'send' | 'receive';
  readonly state: RTCPeerConnectionState;
  /** `transport.getStats()` of mediasoup-client. May reject: there is no sample then. */
  getStats(): Promise<RawStats>;
}

/** One track that is sent or received now. */
export interface StatsTrack {
  readonly trackId: TrackId;
  readonly participantId: ParticipantId;
  readonly source: Source;
  readonly direction: 'send' | 'receive';
  /** `localId` of mediasoup-client's producer or consumer: the mid of its transceiver, unique on its transport. */
  readonly mid: string | undefined;
  /** Id of the `MediaStreamTrack`; used where the browser's statistics know no mid. */
  readonly mediaTrackId: string | undefined;
  /** Received tracks: id of the media stream that the server groups it under, for lip-sync. */
  readonly streamId?: string;
  /**
   * Media should flow now. Sent: published, not paused by anybody, at least one layer wanted, device open. Received:
   * the consumer is resumed and the publisher has not paused. Where it is `false`, silence is no outage.
   */
  readonly expected: boolean;
}

/** What `createCallStats` is made of. All functions must be cheap: they run every second. */
export interface CallStatsOptions {
  readonly clock: Clock;
  transports(): readonly StatsTransport[];
  tracks(): readonly StatsTrack[];
  /** The page is visible. `true` where there is no document. */
  visible(): boolean;
  /** The browser's name of itself, for the dump. */
  readonly userAgent?: string;
  /** Takes each second as it was measured, with what apps do not get to see. Must not throw. */
  readonly onRound?: (round: Round) => void;
  /** A listener threw: told here, never thrown. */
  readonly onListenerError?: (thrown: unknown) => void;
}

/** What a report holds besides statistics. */
export interface ReportExtras {
  /** From `diagnostics.takeChanges()`: local-only issues are not in it. */
  readonly issues: readonly IssueChange[];
  /** Those not sent before. */
  readonly milestones: NonNullable<Report['milestones']>;
}

/** The statistics as the library itself holds them; apps see only `CallStats`. */
export interface CallStatsControl extends CallStats {
  /** Starts sampling; a second call does nothing. */
  start(): void;
  /** Stops for good: no timer, no listener, no counter is left. What was measured can still be read. */
  stop(): void;
  /**
   * The report over the time since the last one (since `start` for the first) and begins the next interval. Reports
   * are numbered from 1 in the order in which they are taken. Works after `stop` too, for the last one.
   */
  takeReport(extras?: Partial<ReportExtras>): Report;
  /** A report of these issues alone. It has the next number, covers no time, and does not end the running interval. */
  takeIssues(issues: readonly IssueChange[]): Report;
}
