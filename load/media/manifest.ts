/** What the generated media are: the contract with the load client, which reads `manifest.json`. */

/** One simulcast layer of a camera. */
export interface LayerFile {
  readonly width: number;
  readonly height: number;
  readonly fps: number;
  /** Bit/s that the encoder aimed at. */
  readonly bitrate: number;
  /** IVF (VP8), relative to the manifest. */
  readonly file: string;
}

/** A camera to publish; several share one encode and start at different places of the loop. */
export interface CameraMedia {
  readonly name: string;
  /** `small`: fewer and smaller pictures, for machines that carry clients and server on two cores. */
  readonly variant: 'full' | 'small';
  /** Where in the loop it starts, s: always at a key frame. */
  readonly startSeconds: number;
  /** Lowest first. */
  readonly layers: readonly LayerFile[];
}

/** Frames in which somebody talks. */
export interface Spurt {
  readonly startFrame: number;
  readonly frames: number;
}

/** A microphone to publish: speech in spurts. */
export interface MicrophoneMedia {
  readonly name: string;
  /** Ogg Opus, 20 ms frames, one per page. Frames of at most 2 bytes stand for silence and are not sent (DTX). */
  readonly file: string;
  /** JSON array: level of each frame, -dBov (0 loudest, 127 silence). */
  readonly levels: string;
  /** The same as WAV, for a browser's fake microphone. */
  readonly wav: string;
  readonly spurts: readonly Spurt[];
}

/** `manifest.json`. */
export interface MediaManifest {
  readonly cameras: readonly CameraMedia[];
  readonly microphones: readonly MicrophoneMedia[];
}
