import type { ShedStep } from './ports.ts';

/** What a receiver gives up at one step. */
export interface Shedding {
  /** Small pictures of who is neither dominant nor pinned come in the lowest layer. */
  readonly thumbnails: boolean;
  /** Videos at most, shares apart. */
  readonly videos: number;
  /** Microphones at most. */
  readonly audios: number;
}

/** Each step holds on to those before it. */
const SHEDDING: Readonly<Record<ShedStep, Shedding>> = {
  none: { thumbnails: false, videos: Infinity, audios: Infinity },
  thumbnails: { thumbnails: true, videos: Infinity, audios: Infinity },
  videos9: { thumbnails: true, videos: 9, audios: Infinity },
  videos4: { thumbnails: true, videos: 4, audios: Infinity },
  videos2: { thumbnails: true, videos: 2, audios: Infinity },
  audio8: { thumbnails: true, videos: 2, audios: 8 },
  audio4: { thumbnails: true, videos: 2, audios: 4 },
};

/** What is given up at a step. */
export function computeShedding(step: ShedStep): Shedding {
  return SHEDDING[step];
}

/** Microphones of a room at most: everybody hears the same, so the receiver worst off decides. */
export function computeShedAudios(steps: Iterable<ShedStep>): number {
  let least = Infinity;
  for (const step of steps) least = Math.min(least, SHEDDING[step].audios);
  return least;
}
