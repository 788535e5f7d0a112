import type { TrackDelta } from './reading.ts';

/** What of one second of a received picture says whether it stood still. */
export type SeenSecond = Pick<TrackDelta, 'elapsedMs' | 'frames' | 'freezeMs' | 'resized'> & {
  /** A share may stand still by itself. */
  readonly moves: boolean;
};

/**
 * Frozen time as it passes. Browsers count a freeze when it ends, and a long one not at all; a second without a frame is
 * frozen at once, and what the browser adds at the end is only what was not counted yet.
 */
export class FreezeClock {
  /** Frozen ms counted of a freeze that still lasts. */
  #heldMs = 0;

  /** Frozen ms of this second; `undefined` when nobody can say. */
  pass({ elapsedMs, frames, freezeMs, resized, moves }: SeenSecond): number | undefined {
    if (moves && frames === 0) {
      this.#heldMs += elapsedMs;
      return elapsedMs;
    }
    const heldMs = this.#heldMs;
    this.#heldMs = 0;
    // The pause in which a layer is switched is no freeze.
    if (resized === true) return undefined;
    return freezeMs === undefined ? undefined : Math.max(0, freezeMs - heldMs);
  }
}
