import type { ConnectionState, PauseReason, Quality, RemoteIssue, Role, Source } from '../wire-types.ts';

/** A track of another participant. */
export interface RemoteTrack {
  /** Stable while it is published; a new one after `stop` and `start`. */
  readonly trackId: string;
  /** Who publishes it. */
  readonly participantId: string;
  /** What it carries. */
  readonly source: Source;
  /** Sort of element that plays it. */
  readonly kind: 'audio' | 'video';
  /** The publisher sends nothing now. */
  readonly paused: boolean;
  /** Why it is paused; `undefined` when it is not. */
  readonly pauseReason: PauseReason | undefined;
  /** What arrives; `undefined` while the server does not forward it to this receiver. */
  readonly mediaTrack: MediaStreamTrack | undefined;
  /** Why a wanted track does not come. */
  readonly unavailable: 'codec_unsupported' | 'cap' | 'failed' | undefined;
  /**
   * Plays it in an element and, for video, lets the element's size and visibility decide what the server sends.
   * Works before media is there. The answer detaches.
   */
  attach(element: HTMLMediaElement): () => void;
}

/** A member of the call. */
export interface Participant {
  /** Their place in this call: another one after leaving and joining again. */
  readonly participantId: string;
  /** Who it is by the token: the same after joining again. */
  readonly identity: string;
  /** Name to show, at most 128 characters. Not unique. */
  readonly name: string;
  /** What they may do, in one word. */
  readonly role: Role;
  /** Oneself. */
  readonly isLocal: boolean;
  /** Whether their signalling is there. */
  readonly connection: ConnectionState;
  /** ms since the epoch; `undefined` when down. */
  readonly handRaisedAt: number | undefined;
  /** Speaks now: near the top of the dominant speakers and audible. */
  readonly isSpeaking: boolean;
  /** How good their call is, as the server last judged it. */
  readonly quality: Quality;
  /** What is wrong with them, as far as it concerns others; the worst first. Of oneself: see `call.issues`. */
  readonly issues: readonly RemoteIssue[];
  /** Sources that an admin has forbidden them, whatever their role; see `Call.forbid`. */
  readonly forbidden: readonly Source[];
  /** ms since the epoch. */
  readonly joinedAt: number;
  /** What they publish. Empty for oneself: see `call.microphone` and its kin. */
  readonly tracks: readonly RemoteTrack[];
}
