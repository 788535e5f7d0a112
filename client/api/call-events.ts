import type { EarshotError, EndReason, IssueCode, IssueLevel, Severity } from '@earshot/shared';
import type {
  Capabilities,
  ChatMessage,
  LimitsInfo,
  OptimalVideoReason,
  OwnQuality,
  Reaction,
  Source,
} from '../wire-types.ts';
import type { CallState } from './call-state.ts';
import type { Participant, RemoteTrack } from './participant.ts';

/** A raised (or worsened, or cleared) diagnostic. */
export interface Issue {
  /** What it is about. */
  readonly code: IssueCode;
  /** `good` = cleared. A flag is `bad` while raised. */
  readonly level: IssueLevel;
  /** How much it hurts. `low` ones are facts for whoever looks for a cause: do not nag people with them. */
  readonly severity: Severity;
  /** When the level became this one, ms since the epoch. */
  readonly since: number;
  /** Numbers behind it, by name with unit, e.g. `{lossRatio: 0.12}`. */
  readonly evidence: Readonly<Record<string, number | string>>;
  /** Which of several causes it is, where there are several: `sfuLimited` names what limits. */
  readonly reason?: string;
  /** A sentence for the person. */
  readonly message: string;
  /** What the person can do. */
  readonly hint: string;
}

/** Events of a call. */
export interface CallEvents {
  /** `call.state` is already new. */
  stateChanged: CallState;
  /** Somebody came, left or changed; `call.participants` is already new. */
  rosterChanged: {
    /** Who came. */
    readonly added: readonly Participant[];
    /** Who left, as they last were. */
    readonly removed: readonly Participant[];
  };
  /** Name, role, hand, connection, speaking, quality or tracks of one are others; a new object. */
  participantChanged: Participant;
  /** Somebody left; comes before `rosterChanged`. */
  participantLeft: {
    /** As they last were. */
    readonly participant: Participant;
    /** Why they left. */
    readonly reason: EndReason;
  };
  /** A remote track is new, paused, resumed, or its media came or went; a new object. */
  trackChanged: RemoteTrack;
  /** Who is heard most now, the loudest first. Empty when all are silent. */
  dominantSpeakersChanged: readonly Participant[];
  /** Somebody, or oneself, said something. */
  chat: ChatMessage;
  /** How many of each came since the last event; gathered over 300 ms. */
  reactions: Readonly<Partial<Record<Reaction, number>>>;
  /** A message of another app. */
  data: {
    /** Sender's participant id. */
    readonly from: string;
    /** As the sender gave it. */
    readonly topic: string;
    /** Text or bytes, as they were sent. */
    readonly payload: string | Uint8Array;
  };
  /** Somebody with the right to do so asks one to mute; nothing is muted yet. */
  muteRequested: {
    /** What to mute. */
    readonly sources: readonly Source[];
    /** Who asks; `undefined` when the server's API does, or they left meanwhile. */
    readonly by: Participant | undefined;
  };
  /** What one may do is another. */
  capabilitiesChanged: Capabilities;
  /** Caps are others, with the reason. */
  limitsChanged: LimitsInfo;
  /** How many videos this receiver can take is another number, or has another reason. */
  optimalVideoCountChanged: {
    /** Videos, shares apart. */
    readonly count: number;
    /** What keeps it there. */
    readonly reason: OptimalVideoReason;
  };
  /** Others are shown to everybody first; the new list. */
  spotlightChanged: readonly Participant[];
  /** Hands went up or down; the longest raised first. */
  raisedHandsChanged: readonly Participant[];
  /** What nobody may send has changed. */
  forbiddenForAllChanged: readonly Source[];
  /** Other remote cameras come now. */
  shownCamerasChanged: readonly RemoteTrack[];
  /** Band, factor or blame of one's own sending or receiving is another. */
  qualityChanged: OwnQuality;
  /** Band, factor or blame of another's quality is another; `participantChanged` came too. */
  participantQualityChanged: Participant;
  /** What is wrong with another is not what it was; `participantChanged` came too. */
  participantIssuesChanged: Participant;
  /** Raised, changed or cleared. */
  issueChanged: Issue;
  /** The call will be ended soon, because it is the longest allowed. */
  endingSoon: {
    /** ms from now. */
    readonly inMs: number;
  };
  /**
   * The server is about to shut down and takes no new calls. The call goes on, moves by itself as soon as another server
   * answers in its place, and ends with `server_shutdown` at the latest.
   */
  serverClosing: {
    /** When it was told, ms since the epoch. */
    readonly at: number;
  };
  /** The browser plays no sound before the person acts: call `call.resumePlayback()` from a click. */
  playbackBlocked: {
    /** `false`: it plays again. */
    readonly blocked: boolean;
  };
  /** `getToken` failed for a refresh; it is tried again. The running call goes on. */
  tokenRefreshFailed: {
    /** What it threw, or the server's refusal. */
    readonly error: EarshotError;
  };
}
