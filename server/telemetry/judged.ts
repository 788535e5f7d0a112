import type {
  Blame,
  CallId,
  Evidence,
  ImpairedLeg,
  Measurer,
  ParticipantId,
  Quality,
  Source,
  TrackColumn,
} from '@earshot/shared';

/** What becomes of a report: what was known of both legs, joined and judged. For whoever keeps it. */

/** One track in one interval of one leg. */
export interface JudgedTrack {
  readonly trackId: string;
  /** `undefined` when the server does not know the track (any more). */
  readonly publisherId: ParticipantId | undefined;
  /** Seen from the leg. */
  readonly direction: 'send' | 'receive';
  readonly source: Source;
  /** Of this interval alone, not smoothed. */
  readonly quality: Quality;
  /** As in `quality`; by itself for those who sum it. */
  readonly blame: Blame;
  readonly impairedLeg: ImpairedLeg;
  readonly evidence: Evidence;
  readonly measuredBy: Measurer;
  /** Of a received voice that spoke, by the E-model, 1..4.5: an estimate. */
  readonly mosEstimate: number | undefined;
  /** What the client reported, in the units of its columns. */
  readonly values: Readonly<Partial<Record<TrackColumn, number>>>;
}

/** One interval of one leg. */
export interface JudgedInterval {
  readonly callId: CallId;
  readonly participantId: ParticipantId;
  /** Of the report, from 1; 0 when there was none. */
  readonly number: number;
  /** Which telling of this interval it is, from 0. */
  readonly revision: number;
  /** Server's wall clock, ms. */
  readonly startAt: number;
  readonly endAt: number;
  /** By how much both may be off, ms; `undefined` when no round trip has shown it yet. */
  readonly uncertaintyMs: number | undefined;
  /** What it is judged by: `server` and `none` are intervals without a report, the latter nobody could judge. */
  readonly from: 'report' | 'server' | 'none';
  /** Of this interval alone, not smoothed. */
  readonly reception: Quality;
  /** Reception without the tracks whose publishers are at fault. */
  readonly ownReception: Quality;
  readonly sending: Quality;
  /** Lowest of the voices that spoke, by the E-model, 1..4.5: an estimate. */
  readonly mosEstimate: number | undefined;
  /** Mean round trip of each transport, ms; `undefined` when not measured. */
  readonly transports: {
    readonly send: { readonly rttMs: number | undefined };
    readonly receive: { readonly rttMs: number | undefined };
  };
  readonly tracks: readonly JudgedTrack[];
}

/** Takes judged intervals. */
export interface JudgedSink {
  /** Late ones come after newer ones. Never throws, never blocks. */
  intervalJudged(judged: JudgedInterval): void;
}
