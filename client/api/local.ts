import type { PauseReason, Source } from '../wire-types.ts';
import type { EventSource } from './event-source.ts';
import type { AudioOptions, ScreenOptions, VideoOptions } from './options.ts';

/** State of a local source. */
export interface LocalSourceState {
  /** The device is open. */
  readonly active: boolean;
  /** Open or released, nothing is sent. */
  readonly muted: boolean;
  /** Why it is muted; `undefined` when it is not. */
  readonly muteReason: PauseReason | undefined;
  /** Being started: the person may be asked for permission now. */
  readonly starting: boolean;
  /** Device in use, as the browser names it; `undefined` before the first start. */
  readonly deviceId: string | undefined;
  /** What is captured now: for previews. */
  readonly track: MediaStreamTrack | undefined;
}

/** Events of a local source. */
export interface LocalSourceEvents {
  /** Any field of the state is another. */
  changed: LocalSourceState;
}

/** One's own microphone, camera or screen. */
export interface LocalSource<O> extends EventSource<LocalSourceEvents> {
  /** What it is. */
  readonly source: Source;
  /** How it is now. */
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
