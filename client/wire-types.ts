import type { ReportedIssueCode } from '@earshot/shared';

/**
 * Shapes of the protocol that apps get to see, written out: the published types must not need the schemas that the server
 * parses with. `wire-types-check.ts` does not compile when they and the schemas differ.
 */

/** What a track carries. `screenAudio` is the sound of a share. */
export type Source = 'microphone' | 'camera' | 'screen' | 'screenAudio';

/** Roles: presets over grants. */
export type Role = 'presenter' | 'collaborator' | 'attendee' | 'consumer';

/** Why a published track sends nothing: the person, a hidden page, an interruption (phone call), or an admin. */
export type PauseReason = 'user' | 'hidden' | 'interrupted' | 'admin';

/** Whether a participant's signalling is there. */
export type ConnectionState = 'joining' | 'connected' | 'reconnecting';

/** How good a participant's call is, as the server last judged it. */
export type QualityBand = 'good' | 'fair' | 'poor' | 'unknown';

/** What limits it. `none` when good, and when there is not enough to say. */
export type LimitingFactor =
  'none' | 'loss' | 'delay' | 'concealment' | 'freeze' | 'lowFps' | 'bitrate' | 'dry' | 'layer';

/** Who or what is at fault when it is not good: a device or a path of who sends or who receives, or the server. */
export type Blame =
  | 'none'
  | 'publisherDevice'
  | 'publisherUplink'
  | 'sfu'
  | 'subscriberDownlink'
  | 'subscriberDevice'
  | 'unknown';

/** A participant's quality in one word, its cause and who is at fault in others, and as a number. */
export interface Quality {
  /** How good. */
  readonly band: QualityBand;
  /** What limits it. */
  readonly factor: LimitingFactor;
  /** Who or what is at fault; `none` unless fair or poor. */
  readonly blame: Blame;
  /** 0..100, as it was when band, factor or blame last became others; `null` when unknown. */
  readonly score: number | null;
  /** When the band became what it is, ms since 1970; absent while it is unknown. */
  readonly since?: number;
}

/** One rating of a survey. */
export interface SurveyRating<Issue extends string> {
  /** 1 (worst) to 5; 2 and below is poor. */
  readonly score: number;
  /** What was wrong. */
  readonly issues?: readonly Issue[];
}

/** What a person says of a call; leave out what they did not rate, but not everything. */
export interface Survey {
  /** The call as a whole. */
  readonly overall?: SurveyRating<
    'CallCannotJoin' | 'CallCannotInvite' | 'HadToRejoin' | 'CallEndedUnexpectedly' | 'OtherIssues'
  >;
  /** What was heard, here and by others. */
  readonly audio?: SurveyRating<
    | 'NoLocalAudio'
    | 'NoRemoteAudio'
    | 'Echo'
    | 'AudioNoise'
    | 'LowVolume'
    | 'AudioStoppedUnexpectedly'
    | 'DistortedSpeech'
    | 'AudioInterruption'
    | 'OtherIssues'
  >;
  /** Cameras. */
  readonly video?: SurveyRating<
    | 'NoVideoReceived'
    | 'NoVideoSent'
    | 'LowQuality'
    | 'Freezes'
    | 'StoppedUnexpectedly'
    | 'DarkVideoReceived'
    | 'AudioVideoOutOfSync'
    | 'OtherIssues'
  >;
  /** Shares. */
  readonly screenShare?: SurveyRating<
    | 'NoContentLocal'
    | 'NoContentRemote'
    | 'CannotPresent'
    | 'LowQuality'
    | 'Freezes'
    | 'StoppedUnexpectedly'
    | 'LargeDelay'
    | 'OtherIssues'
  >;
}

/** The answer to a survey. */
export interface SurveyReceipt {
  /** The same for all of one leg. */
  readonly surveyId: string;
}

/** What a leg tells the server of its quality; see `JoinOptions.telemetry`. */
export type TelemetryMode = 'full' | 'minimal' | 'off';

/** Something that is wrong with another participant, as far as it concerns others. */
export interface RemoteIssue {
  /** What it is about; see `ISSUES`. */
  readonly code: ReportedIssueCode;
  /** How bad. */
  readonly level: 'poor' | 'bad';
}

/** How one's own leg does, by the server's judgement of both legs; smoothed. */
export interface OwnQuality {
  /** What one sends, as it leaves the server. */
  readonly send: Quality;
  /** What one receives. */
  readonly receive: Quality;
}

/** Reactions there are. */
export type Reaction = 'like' | 'heart' | 'laugh' | 'surprised' | 'applause';

/** Things a participant may be able to do. */
export type CapabilityName =
  | 'microphone'
  | 'camera'
  | 'screen'
  | 'screenAudio'
  | 'receive'
  | 'chat'
  | 'data'
  | 'raiseHand'
  | 'react'
  | 'muteOthers'
  | 'forbidOthers'
  | 'spotlight'
  | 'lowerHands'
  | 'removeParticipant'
  | 'createInvite'
  | 'endCall';

/** Why something is or is not allowed. */
export type CapabilityReason =
  'allowed' | 'role_restricted' | 'hidden' | 'guest_access_off' | 'forbidden_by_admin';

/** One answer to "may I?". */
export interface Capability {
  /** One may. */
  readonly allowed: boolean;
  /** `allowed`, or why not. */
  readonly reason: CapabilityReason;
}

/** All answers. */
export type Capabilities = Readonly<Record<CapabilityName, Capability>>;

/** One chat message. */
export interface ChatMessage {
  /** Unique in the call. */
  readonly messageId: string;
  /** Who wrote it. */
  readonly participantId: string;
  /** The sender's name at that time: the sender may have left. */
  readonly name: string;
  /** 1 to 2,000 characters, as they were written: plain text, to be escaped when shown. */
  readonly text: string;
  /** ms since the epoch. */
  readonly at: number;
}

/** Caps in force for this receiver, and why. */
export interface LimitsInfo {
  /** Videos at most, shares apart. */
  readonly videos: number;
  /** Microphones that are forwarded at one time, at most. */
  readonly audios: number;
  /** Places in the call. */
  readonly participants: number;
  /** What set them: the room's settings, the call's size, the device, or how busy the server is. */
  readonly reason: 'normal' | 'largeCall' | 'formFactor' | 'serverLoad';
  /** How much this receiver's server gives up while it has too much to do: 0 = nothing, one more with each step. */
  readonly shedLevel: number;
  /** Videos that this receiver can take now, shares apart: what the server forwards at most. Never above `videos`. */
  readonly optimalVideoCount: number;
  /** What keeps it there. */
  readonly optimalVideoCountReason: OptimalVideoReason;
}

/**
 * Why a receiver gets as many videos as it does: the path (`bandwidth`), the device (`performance`), the cap of the call, the
 * app or the server (`externalLimit`), or nothing was measured yet (`unknown`).
 */
export type OptimalVideoReason = 'bandwidth' | 'performance' | 'externalLimit' | 'unknown';

/** What an app allows this receiver to take. Absent = no limit of the app's. */
export interface ReceiveConstraints {
  /** Largest picture of any one video, px, 90 or more. */
  readonly maxFrameHeight?: number;
  /** Frames per second of any one video, 1..120. */
  readonly maxFrameRate?: number;
  /** All videos together, bit/s, 50,000 or more. Shares come first; videos that do not fit in their lowest layer are left out. */
  readonly maxBitrate?: number;
}
