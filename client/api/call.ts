import type { CallStats } from '../stats/api.ts';
import type {
  Capabilities,
  Capability,
  CapabilityName,
  ChatMessage,
  LimitsInfo,
  Reaction,
  Role,
  Source,
} from '../wire-types.ts';
import type { CallEvents, Issue } from './call-events.ts';
import type { CallState } from './call-state.ts';
import type { Devices } from './devices.ts';
import type { EventSource } from './event-source.ts';
import type { Camera, Microphone, Screen } from './local.ts';
import type { Participant } from './participant.ts';

/** What one wants to see, for apps that place videos themselves. */
export interface ManualView {
  /** The videos to receive, the most important first. */
  readonly tiles: readonly ManualTile[];
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
  /** Shown first whatever happens; at most 9. */
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
