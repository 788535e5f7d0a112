import type { CameraMedia } from './manifest.ts';

/** Length of the picture's loop, s. Short, because it is read into memory once. */
export const LOOP_SECONDS = 10;
/** A picture that can be decoded alone comes this often, s: a client that is asked for one jumps to the next. */
export const KEY_FRAME_SECONDS = 2;

/** One picture to encode. */
export interface Encode {
  readonly width: number;
  readonly height: number;
  readonly fps: number;
  readonly bitrate: number;
}

/** What each variant consists of, lowest layer first. */
export const VARIANTS: Readonly<Record<CameraMedia['variant'], readonly Encode[]>> = {
  full: [
    { width: 320, height: 180, fps: 30, bitrate: 150_000 },
    { width: 640, height: 360, fps: 30, bitrate: 500_000 },
    { width: 1280, height: 720, fps: 30, bitrate: 1_500_000 },
  ],
  small: [
    { width: 160, height: 90, fps: 5, bitrate: 30_000 },
    { width: 320, height: 180, fps: 15, bitrate: 100_000 },
    { width: 640, height: 360, fps: 15, bitrate: 300_000 },
  ],
};

/** Cameras of each variant: as many as the loop has key frames. */
export const CAMERAS_PER_VARIANT = LOOP_SECONDS / KEY_FRAME_SECONDS;

/** Somebody who talks. */
export interface Voice {
  readonly voice: string;
  /** Words per minute. */
  readonly speed: number;
  /** 0..99. */
  readonly pitch: number;
  /** Silence before each sentence, s. */
  readonly pauses: readonly number[];
  readonly sentences: readonly string[];
}

const minutes = [
  'Good morning everybody, shall we begin with the figures of last week?',
  'The new line runs well, but the second machine still stops twice a day.',
  'I have asked for the spare parts, and they should be here on Thursday.',
  'Could somebody take the notes today, please?',
  'If nobody objects, we move the review to the end of the month.',
  'Let us hear from the other office before we decide anything.',
] as const;

function sentencesFrom(first: number): string[] {
  return [0, 1, 2, 3].map((offset) => minutes[(first + offset) % minutes.length] ?? minutes[0]);
}

/** The microphones, `speech-1` and so on. */
export const VOICES: readonly Voice[] = [
  { voice: 'en-gb', speed: 160, pitch: 45, pauses: [0.4, 1.6, 2.4, 1.2], sentences: sentencesFrom(0) },
  { voice: 'en-us', speed: 150, pitch: 60, pauses: [0.8, 1.2, 1.8, 2.2], sentences: sentencesFrom(1) },
  {
    voice: 'en-gb-scotland',
    speed: 170,
    pitch: 35,
    pauses: [0.6, 2.0, 1.2, 2.8],
    sentences: sentencesFrom(2),
  },
  { voice: 'en-gb-x-rp', speed: 155, pitch: 70, pauses: [1.0, 1.4, 2.2, 1.6], sentences: sentencesFrom(3) },
  { voice: 'en-us', speed: 165, pitch: 30, pauses: [0.2, 2.4, 1.4, 2.0], sentences: sentencesFrom(4) },
  { voice: 'en-gb', speed: 145, pitch: 80, pauses: [1.2, 1.0, 2.6, 1.8], sentences: sentencesFrom(5) },
];
