import { VIDEO_LADDER } from '@earshot/shared';

/** Below the ladder: thumbnails that need not even its last rung. */
const THUMBNAIL = 90;
/** Tile heights that make a difference, smallest first, px. */
const STEPS = [THUMBNAIL, ...VIDEO_LADDER.map(({ height }) => height).reverse()];
/** The same tolerance as in the choice of layers. */
const NEARLY = 1.05;

/** How long a tile must be smaller before its picture is: a window that is being dragged must not cost key frames. */
export const SMALLER_AFTER_MS = 1_000;

/** The smallest step that fills a tile (px), so that only changes that matter are told on. Larger than all: as it is. */
export function roundHeight(height: number): number {
  return STEPS.find((step) => step * NEARLY >= height) ?? height;
}

/** A tile's height as it is asked for. */
export interface SettledHeight {
  /** Rounded, px. */
  readonly height: number;
  /** Since when the tile has been smaller, ms. */
  readonly lowerSince: number | undefined;
}

/** The height to ask for at `now` when the tile has this rounded height: larger at once, smaller after a while. Pure. */
export function settleHeight(before: SettledHeight | undefined, height: number, now: number): SettledHeight {
  if (before === undefined || height >= before.height) return { height, lowerSince: undefined };
  const lowerSince = before.lowerSince ?? now;
  return now - lowerSince >= SMALLER_AFTER_MS
    ? { height, lowerSince: undefined }
    : { height: before.height, lowerSince };
}
