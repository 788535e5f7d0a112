import type { CallStats } from '../stats/api.ts';
import type {
  Capabilities,
  Capability,
  CapabilityName,
  ChatMessage,
  LimitsInfo,
  OptimalVideoReason,
  OwnQuality,
  Reaction,
  ReceiveConstraints,
  Role,
  Source,
  Survey,
  SurveyReceipt,
} from '../wire-types.ts';
import type { CallEvents, Issue } from './call-events.ts';
import type { CallState } from './call-state.ts';
import type { Devices } from './devices.ts';
import type { EventSource } from './event-source.ts';
import type { Camera, Microphone, Screen } from './local.ts';
import type { Participant, RemoteTrack } from './participant.ts';

/** What one wants to see, for apps that place videos themselves. */
export interface ManualView {
  /** The videos to receive, the most important first. */
  readonly tiles: readonly ManualTile[];
  /**
   * Places that the server fills by itself with the cameras of spotlighted participants, then dominant speakers, then
   * others: what large calls show. What comes is in `call.shownCameras`.
   */
  readonly auto?: AutoPlaces;
}

/** Places for videos that the server chooses. */
export interface AutoPlaces {
  /** How many, 0..49; never more come than `call.limits` allows. */
  readonly places: number;
  /** How high each is shown, in device pixels. */
  readonly height: number;
}

/** One video that is wanted. */
export interface ManualTile {
  /** Whose. */
  readonly participantId: string;
  /** Which of their videos. */
  readonly source: 'camera' | 'screen';
  /** How high it is shown, in device pixels: decides the layer that is sent. */
  readonly height: number;
}

/** One sitting in a room, from here. */
export interface Call extends EventSource<CallEvents> {
  /** Of this sitting: the same for all in it, another when the room is opened again. */
  readonly callId: string;
  /** As given to `join`. */
  readonly room: string;
  /** How the call is now. */
  readonly state: CallState;
  /** All of them, oneself first, others in order of joining. Always whole. */
  readonly participants: readonly Participant[];
  /** Oneself. */
  readonly localParticipant: Participant;
  /** Who is heard most now, the loudest first. */
  readonly dominantSpeakers: readonly Participant[];
  /** The last 100 messages, oldest first, those from before one joined too. */
  readonly chatHistory: readonly ChatMessage[];
  /** Caps in force here, and why. */
  readonly limits: LimitsInfo;
  /** Videos that this receiver can take now, shares apart: as many come at most. Worked out by server and client together. */
  readonly optimalVideoCount: number;
  /** What keeps it there. */
  readonly optimalVideoCountReason: OptimalVideoReason;
  /** Who is shown to everybody first, in this order. */
  readonly spotlight: readonly Participant[];
  /** Whose hand is up, the longest first. */
  readonly raisedHands: readonly Participant[];
  /** Sources that nobody without the right to forbid may send now. */
  readonly forbiddenForAll: readonly Source[];
  /** Remote cameras that come now, in the order in which they came: what to show in places that the server fills. */
  readonly shownCameras: readonly RemoteTrack[];
  /** As set here. */
  readonly pins: readonly string[];
  /** One's own microphone. */
  readonly microphone: Microphone;
  /** One's own camera. */
  readonly camera: Camera;
  /** One's own share. */
  readonly screen: Screen;
  /** Devices of this machine; the client's. */
  readonly devices: Devices;
  /** Media statistics, once a second. */
  readonly stats: CallStats;
  /** How one's own two directions do, as the server last judged them by both legs. */
  readonly quality: OwnQuality;
  /** Raised now. */
  readonly issues: readonly Issue[];
  /** What one may do, and why not. */
  readonly capabilities: Capabilities;
  /** Whether one may do it, and why not. The server checks every request all the same. */
  can(name: CapabilityName): Capability;
  /** Loudness of a remote microphone, 0..1, measured here. 0 for whom one does not hear. */
  volumeOf(participantId: string): number;
  /** Takes the view from attached elements (`undefined`, the default) or from the app. */
  setView(view: ManualView | undefined): void;
  /**
   * Lets the server fill places beside the attached elements (`undefined`: none). Elements that `shownCameras` are attached
   * to count as such places.
   */
  setAutoPlaces(places: AutoPlaces | undefined): void;
  /** Caps what is received; `{}` lifts them. Throws `bad_params`. */
  setReceiveConstraints(constraints: ReceiveConstraints): Promise<void>;
  /** They come before everybody else who is looked at, whoever speaks; at most 9. A pin alone shows nobody. */
  setPins(participantIds: readonly string[]): void;
  /** Says something to all. 1 to 2,000 characters, else `bad_params`. Throws `not_allowed`, `rate_limited`. */
  chat(text: string): Promise<ChatMessage>;
  /** Raises one’s own hand. */
  raiseHand(): Promise<void>;
  /** Lowers one’s own hand, or with the right to do so another’s. */
  lowerHand(participantId?: string): Promise<void>;
  /** Shows a reaction to all, counted with those of others. */
  react(reaction: Reaction): Promise<void>;
  /**
   * Sends text or bytes, at most 16 KiB, under a topic of at most 64 characters, to all others or up to 64 of them.
   * Throws `message_too_large`, `recipient_limit`, `not_allowed`, `rate_limited`.
   */
  sendData(topic: string, payload: string | Uint8Array, to?: readonly string[]): Promise<DataReceipt>;
  /** Ends another’s leg. Needs the right `removeParticipant`. */
  removeParticipant(participantId: string): Promise<void>;
  /** Mutes another (default: the microphone, by force), or asks them to. Needs the right `muteOthers`. */
  muteParticipant(participantId: string, options?: MuteOptions): Promise<void>;
  /** Mutes all others (default: microphones, by force), or asks them to; the answer is how many. Needs `muteOthers`. */
  muteAll(options?: MuteOptions): Promise<number>;
  /**
   * Hard mute: the sources may not be sent until permitted again, by one participant or (without an id) by everybody who
   * has no right to forbid, those who join later too. Running ones pause and shares end. Needs the right `forbidOthers`.
   */
  forbid(sources: readonly Source[], participantId?: string): Promise<void>;
  /** Takes `forbid` back, for all or as an exception for one. Nobody is unmuted by it. Needs the right `forbidOthers`. */
  permit(sources: readonly Source[], participantId?: string): Promise<void>;
  /** Who is shown to everybody first, at most 7; replaces the list, `[]` ends it. Needs the right `spotlight`. */
  setSpotlight(participantIds: readonly string[]): Promise<void>;
  /** Lowers every hand. Needs the right `lowerHands`. */
  lowerAllHands(): Promise<void>;
  /** Ends the call for everybody. Needs the right `endCall`. */
  endForAll(): Promise<void>;
  /** Makes an invite for this room: a signed text for the app to put into a link. Needs the right `createInvite`. */
  createInvite(options: InviteOptions): Promise<Invite>;
  /** Makes an invite worthless from now on. */
  revokeInvite(inviteId: string): Promise<void>;
  /**
   * Makes sound play after `playbackBlocked`; call it from a click. Rejects with `autoplay_blocked` when the browser refuses
   * again: most likely no click led here.
   */
  resumePlayback(): Promise<void>;
  /**
   * Says how the call is or was, up to ten minutes after its end. Once for each leg: later ones are answered alike and
   * change nothing. Throws `bad_params`, `rate_limited`, `beacon_key_invalid` (too late), `server_unreachable`.
   */
  submitSurvey(survey: Survey): Promise<SurveyReceipt>;
  /** Works offline, is idempotent, resolves when every device, timer and listener is released. */
  leave(): Promise<void>;
}

/** Who got a data message. */
export interface DataReceipt {
  /** To how many it was sent on. */
  readonly recipients: number;
}

/** How to mute another. */
export interface MuteOptions {
  /** Default: the microphone. */
  readonly sources?: readonly Source[];
  /** `force` stops their track on the server, `request` asks them. Default `force`. */
  readonly mode?: 'request' | 'force';
}

/** What an invite is for. */
export interface InviteOptions {
  /** Role of those who come with it. */
  readonly role: Role;
  /** Seconds, at most 30 days. Default 7 days. */
  readonly expiresInSeconds?: number;
}

/** A signed invite. */
export interface Invite {
  /** For `revokeInvite`. */
  readonly inviteId: string;
  /** The signed text; whoever has it may come in. */
  readonly invite: string;
  /** ms since the epoch. */
  readonly expiresAt: number;
}
