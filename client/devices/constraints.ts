import type { AudioOptions, ScreenOptions, VideoOptions } from '../api.ts';

/** Video options with all defaults filled in and all numbers in range. */
export interface VideoSettings {
  readonly deviceId: string | undefined;
  readonly facingMode: 'user' | 'environment' | undefined;
  /** px, 180..1080. */
  readonly frameHeight: number;
  /** fps, 1..60. */
  readonly frameRate: number;
  /** bit/s of all layers. */
  readonly maxBitrate: number | undefined;
}

const clamp = (value: number, min: number, max: number): number => Math.min(max, Math.max(min, value));

/** Fills in what an app left out. */
export function resolveVideo(options: VideoOptions, before?: VideoSettings): VideoSettings {
  return {
    deviceId: options.deviceId ?? (options.facingMode === undefined ? before?.deviceId : undefined),
    facingMode: options.facingMode ?? (options.deviceId === undefined ? before?.facingMode : undefined),
    frameHeight: clamp(Math.round(options.frameHeight ?? before?.frameHeight ?? 720), 180, 1080),
    frameRate: clamp(options.frameRate ?? before?.frameRate ?? 30, 1, 60),
    maxBitrate: options.bitrate?.max ?? before?.maxBitrate,
  };
}

/** What a camera is asked for: sizes are wishes, so that a lesser camera still starts. */
export function toVideoConstraints(settings: VideoSettings): MediaTrackConstraints {
  const { deviceId, facingMode, frameHeight, frameRate } = settings;
  return {
    ...(deviceId === undefined ? {} : { deviceId: { exact: deviceId } }),
    ...(facingMode === undefined ? {} : { facingMode: { ideal: facingMode } }),
    height: { ideal: frameHeight },
    width: { ideal: Math.round((frameHeight * 16) / 9) },
    frameRate: { ideal: frameRate, max: frameRate },
  };
}

/** What a microphone is asked for. */
export function toAudioConstraints(options: AudioOptions): MediaTrackConstraints {
  const music = options.musicMode === true;
  return {
    ...(options.deviceId === undefined ? {} : { deviceId: { exact: options.deviceId } }),
    echoCancellation: !music && (options.echoCancellation ?? true),
    noiseSuppression: !music && (options.noiseSuppression ?? true),
    autoGainControl: !music && (options.autoGainControl ?? true),
    channelCount: music ? 2 : 1,
  };
}

/** What a share is asked for. */
export function toDisplayOptions(options: ScreenOptions): DisplayMediaStreamOptions {
  return {
    video: { height: { max: options.frameHeight ?? 1080 }, frameRate: { max: options.frameRate ?? 15 } },
    // What a tab plays must not be filtered as if it were speech.
    audio:
      options.audio === false
        ? false
        : { echoCancellation: false, noiseSuppression: false, autoGainControl: false },
  };
}
