/** One step of picture sizes: what a camera costs at it. */
export interface VideoRung {
  /** Height of the picture, px. */
  readonly height: number;
  /** Width at 16:9, px. */
  readonly width: number;
  /** Frames per second that are worth sending at this size, at most. */
  readonly maxFrameRate: number;
  /** Bits per second that are worth spending at this size, at most. */
  readonly maxBitrate: number;
}

/** The rungs that the field's commercial reference uses, largest first. */
export const VIDEO_LADDER = [
  { height: 1_080, width: 1_920, maxFrameRate: 30, maxBitrate: 4_000_000 },
  { height: 720, width: 1_280, maxFrameRate: 30, maxBitrate: 2_500_000 },
  { height: 540, width: 960, maxFrameRate: 30, maxBitrate: 2_000_000 },
  { height: 360, width: 640, maxFrameRate: 30, maxBitrate: 1_000_000 },
  { height: 240, width: 426, maxFrameRate: 15, maxBitrate: 650_000 },
  { height: 180, width: 320, maxFrameRate: 15, maxBitrate: 350_000 },
] as const satisfies readonly [VideoRung, ...VideoRung[]];

/** 5 %: a tile of 375 device pixels looks the same with 360 lines, and it saves half of the pixels. */
const NEARLY = 1.05;

/**
 * The smallest rung that fills a picture of this height (px, > 0): at or above it, but for 5 % that nobody sees. The
 * largest rung for all that is larger still.
 */
export function findRung(height: number): VideoRung {
  let found: VideoRung = VIDEO_LADDER[0];
  for (const rung of VIDEO_LADDER) if (rung.height * NEARLY >= height) found = rung;
  return found;
}

/** What a picture of this height (px, > 0) may cost, bit/s: that of its rung, less in proportion to its area below the last. */
export function computeLadderBitrate(height: number): number {
  const rung = findRung(height);
  const share = Math.min(1, height / rung.height);
  const last = rung.height === VIDEO_LADDER[VIDEO_LADDER.length - 1]?.height;
  return last ? Math.round(rung.maxBitrate * share * share) : rung.maxBitrate;
}
