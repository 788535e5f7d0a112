import type { TelemetryMode } from '../wire-types.ts';

/** A report as JSON. */
export type SentReport = Readonly<Record<string, unknown>>;

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
  /** Room that the token must be for. */
  readonly room: string;
  /**
   * `preflight`: a short visit that tests the network. Best answered with a token for `room`, or for another room whose
   * name starts with `preflight-`; a hidden participant without a right to publish is enough. Rejecting with
   * `token_missing` leaves the network unchecked: those checks are `skipped`, with the error's message.
   */
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
  /**
   * Your own words for this leg, at most 10 of at most 64 characters: stored with it, and searched for in the call store. Never
   * labels of metrics, never shown to other participants. Put no names of people into them.
   */
  readonly tags?: readonly string[];
  /**
   * What the server is told of this leg's quality. `full` (default): all that reports hold. `minimal`: that it is there, its
   * round trips and the state of its transports; neither tracks nor issues. `off`: nothing; statistics and diagnostics stay
   * local, and the leg's time counts as opted out.
   */
  readonly telemetry?: TelemetryMode;
  /** Gets each report as it is sent, the last one of a page that goes away included. PROTOCOL.md says what is in it. */
  readonly onReport?: (report: SentReport) => void;
  /** W3C trace context of the app's own trace: the join becomes a part of it. */
  readonly traceparent?: string;
  /** Cancels the join. */
  readonly signal?: AbortSignal;
}

/** Microphone settings. */
export interface AudioOptions {
  /** As `devices.microphones` lists it. Default: the browser's choice. */
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
  /** As `devices.cameras` lists it. Default: the browser's choice. */
  readonly deviceId?: string;
  /** `user` = front, `environment` = back. */
  readonly facingMode?: 'user' | 'environment';
  /** Height in pixels: 180..1080. Default 720 (1080 is opt-in). */
  readonly frameHeight?: number;
  /** Frames per second: 1..60. Default 30. */
  readonly frameRate?: number;
  /** What may be spent. Default: what suits height and frame rate. */
  readonly bitrate?: {
    /** Upper bound of all layers together, bit/s. */
    readonly max: number;
  };
}

/** Share settings. */
export interface ScreenOptions {
  /** Share the sound too, where the browser can. Default `true`. */
  readonly audio?: boolean;
  /** Height in pixels. Default 1080. */
  readonly frameHeight?: number;
  /** Frames per second. Default 15. */
  readonly frameRate?: number;
  /** What matters: `detail` keeps text sharp, `motion` keeps video smooth. Default `detail`. */
  readonly contentHint?: 'detail' | 'motion';
}
