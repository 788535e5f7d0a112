import type {
  CallId,
  ParticipantId,
  Quality,
  Report,
  ReportedIssueCode,
  Role,
  RoomName,
  Source,
  TelemetryMode,
  TrackId,
  TrackReference,
} from '@earshot/shared';
import type { WantedVideo } from './ports.ts';

/** What rooms need of whoever takes the reports of clients: `server/telemetry` implements it. */

/** A track as reports are judged by it. */
export interface PublishedTrack {
  readonly trackId: TrackId;
  /** Of its largest encoding, px; `undefined` for audio, and when the publisher did not say. */
  readonly height: number | undefined;
}

/** A track of the call, here or gone a short time ago. */
export interface CallTrack {
  readonly trackId: TrackId;
  /** Who publishes it. */
  readonly participantId: ParticipantId;
  readonly source: Source;
}

/** Who a report is from. */
export interface LegContext {
  readonly callId: CallId;
  readonly room: RoomName;
  readonly participantId: ParticipantId;
  readonly role: Role;
  /** The app's words for it: stored and searchable, never labels. */
  readonly tags: readonly string[];
  /** `off`: nothing is to be known of its quality; its time counts as opted out. */
  readonly telemetry: TelemetryMode;
  /** What it publishes now. */
  readonly tracks: readonly PublishedTrack[];
  /** What it is shown now. */
  readonly videos: readonly WantedVideo[];
  /** How many of these media last saw in a lower layer than was chosen for them; `undefined` before it looked. */
  readonly loweredVideos: number | undefined;
  /** The track that a row of its reports is about; `undefined` when there is none such, or more than one. */
  findTrack(wanted: TrackReference): CallTrack | undefined;
  /** An interval of it has been judged for good, some time after its report: `standingOf` may say something else. */
  judged(): void;
}

/** Something that is wrong with a leg now. */
export interface RaisedIssue {
  readonly code: ReportedIssueCode;
  readonly level: 'poor' | 'bad';
}

/** How a leg stands by all that is known of it. */
export interface Standing {
  /** Smoothed, as people shall see it. */
  readonly send: Quality;
  readonly receive: Quality;
  readonly issues: readonly RaisedIssue[];
}

/** Takes reports of clients. */
export interface ReportPort {
  /** The leg has begun: from now on its time counts, whether it reports or not. */
  begin(leg: Pick<LegContext, 'callId' | 'participantId' | 'telemetry'>): void;
  /** Takes a report; how its interval is judged, the leg is told by `judged`. Never throws. */
  accept(leg: LegContext, report: Report): void;
  /** How the leg stands now; `undefined` when nothing was heard of it. */
  standingOf(participantId: ParticipantId): Standing | undefined;
  /** The leg has ended: forget it. */
  forget(participantId: ParticipantId): void;
}
