import type { EarshotError, EndReason, IssueCode, IssueLevel } from '@earshot/shared';
import type {
  Capabilities,
  Capability,
  CapabilityName,
  ChatMessage,
  ConnectionState,
  LimitsInfo,
  PauseReason,
  Quality,
  Reaction,
  Role,
  Source,
} from './wire-types.ts';
import type { CallStats } from './stats/api.ts';

/**
 * The library's public types: what an app holds. Everything here is reachable without a DOM; only methods that touch
 * devices or elements need one.
 */

/** Subscribes to events; the answer unsubscribes. Listeners that throw are reported, never break the library. */
export interface EventSource<E> {
  /** Calls `listener` on each event of this name. */
  on<N extends keyof E>(name: N, listener: (event: E[N]) => void): () => void;
  /** Like `on`, for one event. */
  once<N extends keyof E>(name: N, listener: (event: E[N]) => void): () => void;
}

/** How a client reaches its server. */
export interface ClientOptions {
  /** Base URL of the server, e.g. `https://calls.example.org`. Default: the page's own origin. */
  readonly url?: string;
  /**
   * Gives a token for a room: called for `join`, and again a minute before it expires. `reason` says which.
   * Throwing makes `join` fail with that error; later failures raise `tokenRefreshFailed` and are tried again.
   */
  readonly getToken: (request: TokenRequest) => Promise<string> | string;
}

/** What a token is for. */
export interface TokenRequest {
  readonly room: string;
  /** `preflight`: a short visit that tests the network; a hidden participant is enough. */
  readonly reason: 'join' | 'refresh' | 'preflight';
  /**
   * Secret id of this browser tab: the same after a reload, another in a duplicated tab. For apps without accounts it
   * serves as the identity (or, with an invite, as the key that finds the identity again).
   */
  readonly tabId: string;
}

/** What to start with. */
export interface JoinOptions {
  /** Name shown to others where the token has none. At most 128 characters. */
  readonly name?: string;
  /** Start the microphone while joining; failures are raised as issues, not thrown. Default `false`. */
  readonly microphone?: boolean | AudioOptions;
  /** Start the camera while joining; failures are raised as issues, not thrown. Default `false`. */
  readonly camera?: boolean | VideoOptions;
  /** Overrides what the library finds out itself. */
  readonly formFactor?: 'desktop' | 'mobile';
  /** Cancels the join. */
  readonly signal?: AbortSignal;
}

/** Microphone settings. */
export interface AudioOptions {
  readonly deviceId?: string;
  /** Default `true`. */
  readonly echoCancellation?: boolean;
  /** Default `true`. */
  readonly noiseSuppression?: boolean;
  /** Default `true`. */
  readonly autoGainControl?: boolean;
  /** For instruments: all processing off, stereo, 128 kbit/s. Default `false`. */
  readonly musicMode?: boolean;
  /** Start muted: the device is opened, nothing is sent. Default `false`. */
  readonly muted?: boolean;
}

/** Camera and share settings. All are maxima. */
export interface VideoOptions {
  readonly deviceId?: string;
  /** `user` = front, `environment` = back. */
  readonly facingMode?: 'user' | 'environment';
  /** Height in pixels: 180..1080. Default 720 (1080 is opt-in). */
  readonly frameHeight?: number;
  /** Frames per second: 1..60. Default 30. */
  readonly frameRate?: number;
  /** Upper bound of all layers together, bit/s. */
  readonly bitrate?: { readonly max: number };
}

/** Share settings. */
export interface ScreenOptions {
  /** Share the sound too, where the browser can. Default `true`. */
  readonly audio?: boolean;
  /** Default 1080. */
  readonly frameHeight?: number;
  /** Default 15. */
  readonly frameRate?: number;
  /** What matters: `detail` keeps text sharp, `motion` keeps video smooth. Default `detail`. */
  readonly contentHint?: 'detail' | 'motion';
}

/** Life of a call on this device. */
export type CallState =
  | { readonly name: 'connecting' }
  | { readonly name: 'connected' }
  /** `media`: only audio and video are being renewed; `signalling`: the socket is away too. */
  | { readonly name: 'reconnecting'; readonly what: 'signalling' | 'media'; readonly since: number }
  | { readonly name: 'ended'; readonly reason: EndReason; readonly error: EarshotError | undefined };

/** State of a local source. */
export interface LocalSourceState {
  /** The device is open. */
  readonly active: boolean;
  readonly muted: boolean;
  readonly muteReason: PauseReason | undefined;
  readonly starting: boolean;
  readonly deviceId: string | undefined;
  /** What is captured now: for previews. */
  readonly track: MediaStreamTrack | undefined;
}

/** Events of a local source. */
export interface LocalSourceEvents {
  changed: LocalSourceState;
}

/** One's own microphone, camera or screen. */
export interface LocalSource<O> extends EventSource<LocalSourceEvents> {
  readonly source: Source;
  readonly state: LocalSourceState;
  /** Opens the device and publishes. Throws `permission_denied`, `device_*`, `not_allowed`, `not_supported`, `ended`. */
  start(options?: O): Promise<void>;
  /** Closes the device and unpublishes. */
  stop(): Promise<void>;
  /** Sends nothing until `unmute`. A camera releases its device (its light goes off). */
  mute(): Promise<void>;
  /** Sends again; starts a source that was never started. Throws what `start` throws. */
  unmute(): Promise<void>;
}

/** One's own microphone. */
export interface Microphone extends LocalSource<AudioOptions> {
  /** Goes on from another device without being published anew. On failure the old one is opened again. */
  switchDevice(deviceId: string): Promise<void>;
  /** Loudness of what the device hears, 0..1, also while muted. */
  readonly level: number;
}

/** One's own camera. */
export interface Camera extends LocalSource<VideoOptions> {
  /** Goes on from another camera without being published anew. On failure the old one is opened again. */
  switchDevice(deviceId: string): Promise<void>;
  /** Front to back and again, on phones. */
  flip(): Promise<void>;
  /** New maxima for the running camera. */
  setConstraints(options: Pick<VideoOptions, 'frameHeight' | 'frameRate' | 'bitrate'>): Promise<void>;
}

/** One's own share. */
export type Screen = LocalSource<ScreenOptions>;

/** A track of another participant. */
export interface RemoteTrack {
  readonly trackId: string;
  readonly participantId: string;
  readonly source: Source;
  readonly kind: 'audio' | 'video';
  /** The publisher sends nothing now. */
  readonly paused: boolean;
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
  readonly participantId: string;
  readonly identity: string;
  readonly name: string;
  readonly role: Role;
  readonly isLocal: boolean;
  readonly connection: ConnectionState;
  /** ms since the epoch; `undefined` when down. */
  readonly handRaisedAt: number | undefined;
  /** Speaks now: near the top of the dominant speakers and audible. */
  readonly isSpeaking: boolean;
  readonly quality: Quality;
  readonly joinedAt: number;
  readonly tracks: readonly RemoteTrack[];
}

/** A raised (or worsened, or cleared) diagnostic. */
export interface Issue {
  readonly code: IssueCode;
  /** `good` = cleared. A flag is `bad` while raised. */
  readonly level: IssueLevel;
  readonly since: number;
  /** Numbers behind it, by name with unit, e.g. `{lossRatio: 0.12}`. */
  readonly evidence: Readonly<Record<string, number | string>>;
  /** A sentence for the person. */
  readonly message: string;
  /** What the person can do. */
  readonly hint: string;
}

/** Events of a call. */
export interface CallEvents {
  stateChanged: CallState;
  /** Somebody came, left or changed; `call.participants` is already new. */
  rosterChanged: { readonly added: readonly Participant[]; readonly removed: readonly Participant[] };
  participantChanged: Participant;
  participantLeft: { readonly participant: Participant; readonly reason: EndReason };
  trackChanged: RemoteTrack;
  dominantSpeakersChanged: readonly Participant[];
  chat: ChatMessage;
  reactions: Readonly<Partial<Record<Reaction, number>>>;
  data: { readonly from: string; readonly topic: string; readonly payload: string | Uint8Array };
  muteRequested: { readonly sources: readonly Source[]; readonly by: Participant | undefined };
  capabilitiesChanged: Capabilities;
  limitsChanged: LimitsInfo;
  /** Raised, changed or cleared. */
  issueChanged: Issue;
  /** The call will be ended in this time, because it is the longest allowed. */
  endingSoon: { readonly inMs: number };
  /** The browser plays no sound before the person acts: call `call.resumePlayback()` from a click. */
  playbackBlocked: { readonly blocked: boolean };
  tokenRefreshFailed: { readonly error: EarshotError };
}

/** What one wants to see, for apps that place videos themselves. */
export interface ManualView {
  readonly tiles: readonly { participantId: string; source: 'camera' | 'screen'; height: number }[];
}

/** One sitting in a room, from here. */
export interface Call extends EventSource<CallEvents> {
  readonly callId: string;
  readonly room: string;
  readonly state: CallState;
  /** All of them, oneself first, others in order of joining. Always whole. */
  readonly participants: readonly Participant[];
  readonly localParticipant: Participant;
  readonly dominantSpeakers: readonly Participant[];
  readonly chatHistory: readonly ChatMessage[];
  readonly limits: LimitsInfo;
  readonly microphone: Microphone;
  readonly camera: Camera;
  readonly screen: Screen;
  readonly devices: Devices;
  readonly stats: CallStats;
  /** Raised now. */
  readonly issues: readonly Issue[];
  readonly capabilities: Capabilities;
  /** Whether one may do it, and why not. The server checks every request all the same. */
  can(name: CapabilityName): Capability;
  /** Loudness of a remote microphone, 0..1, measured here. */
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
  /** Text or bytes, at most 16 KiB, to all others or up to 64 of them. */
  sendData(
    topic: string,
    payload: string | Uint8Array,
    to?: readonly string[],
  ): Promise<{ recipients: number }>;
  /** Ends another’s leg. Needs the right `removeParticipant`. */
  removeParticipant(participantId: string): Promise<void>;
  /** Mutes another (default: the microphone, by force), or asks them to. Needs the right `muteOthers`. */
  muteParticipant(
    participantId: string,
    options?: { sources?: readonly Source[]; mode?: 'request' | 'force' },
  ): Promise<void>;
  /** Ends the call for everybody. Needs the right `endCall`. */
  endForAll(): Promise<void>;
  /** Makes an invite for this room: a signed text for the app to put into a link. Needs the right `createInvite`. */
  createInvite(options: {
    role: Role;
    expiresInSeconds?: number;
  }): Promise<{ inviteId: string; invite: string; expiresAt: number }>;
  /** Makes an invite worthless from now on. */
  revokeInvite(inviteId: string): Promise<void>;
  /** Makes sound play after `playbackBlocked`; call it from a click. */
  resumePlayback(): Promise<void>;
  /** Works offline, is idempotent, resolves when every device, timer and listener is released. */
  leave(): Promise<void>;
}

/** A device as lists show it. */
export interface Device {
  readonly deviceId: string;
  /** Empty before permission is given. */
  readonly label: string;
}

/** Events of the device list. */
export interface DevicesEvents {
  changed: {
    readonly microphones: readonly Device[];
    readonly cameras: readonly Device[];
    readonly speakers: readonly Device[];
  };
  permissionChanged: {
    readonly microphone: PermissionState | 'unknown';
    readonly camera: PermissionState | 'unknown';
  };
}

/** Devices of this machine, and leave to use them. */
export interface Devices extends EventSource<DevicesEvents> {
  readonly microphones: readonly Device[];
  readonly cameras: readonly Device[];
  readonly speakers: readonly Device[];
  readonly permission: {
    readonly microphone: PermissionState | 'unknown';
    readonly camera: PermissionState | 'unknown';
  };
  /** Reads the list anew. */
  refresh(): Promise<void>;
  /** Asks the person. Each is `granted` or the code of why not. */
  requestPermission(what: {
    microphone?: boolean;
    camera?: boolean;
  }): Promise<{ microphone?: 'granted' | EarshotError; camera?: 'granted' | EarshotError }>;
  readonly canSelectSpeaker: boolean;
  readonly speakerId: string | undefined;
  /** Throws `not_supported` where the browser has no speaker choice. */
  selectSpeaker(deviceId: string): Promise<void>;
}

/** Outcome of one preflight check. */
export interface PreflightCheck {
  readonly ok: boolean;
  /** `ok`, or why not: an error code of the table. */
  readonly reason: 'ok' | 'skipped' | EarshotError['code'];
  readonly detail: string;
}

/** Everything that `preflight()` looks at, each by itself. */
export interface PreflightReport {
  readonly secureContext: PreflightCheck;
  readonly permissionsPolicy: PreflightCheck;
  readonly webrtc: PreflightCheck;
  readonly microphonePermission: PreflightCheck;
  readonly cameraPermission: PreflightCheck;
  readonly microphoneDevice: PreflightCheck;
  readonly cameraDevice: PreflightCheck;
  readonly screenShare: PreflightCheck;
  readonly speakerSelection: PreflightCheck;
  readonly signalling: PreflightCheck;
  readonly iceUdp: PreflightCheck;
  readonly iceTcp: PreflightCheck;
  readonly iceRelay: PreflightCheck;
}

/** What to look at before a call. */
export interface PreflightOptions {
  /**
   * Room to visit for the network checks. Default: a room of its own with a name that starts with `preflight-`, for
   * which `getToken` must then give a token.
   */
  readonly room?: string;
  /** Gets each result as it comes. */
  readonly onProgress?: (name: keyof PreflightReport, check: PreflightCheck) => void;
}

/** Entry of the library. */
export interface EarshotClientApi {
  readonly devices: Devices;
  /**
   * Joins a room. Resolves when the roster is whole; media connects in the background. Rejects with the server's
   * refusal (`room_full`, `token_*`, ...), `server_unreachable`, `timeout`, `cancelled`, or what `getToken` threw.
   */
  join(room: string, options?: JoinOptions): Promise<Call>;
  /** Checks this browser, its devices and the way to the real server. Never rejects: what fails says why. */
  preflight(options?: PreflightOptions): Promise<PreflightReport>;
}
