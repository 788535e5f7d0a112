import { findRung } from '../video-ladder.ts';
import type { Measured } from './derive.ts';
import { QUALITY_THRESHOLDS } from './thresholds.ts';

/** What is known of a track beside what its own end measured: how it was sent, and how it is shown. */

/** How a track is sent, as its publisher says. */
export interface SentSide {
  /** Frames per second of the layer with most of them. */
  readonly frameRate: Measured;
  /** Height of the largest layer that is sent, px. */
  readonly frameHeight: Measured;
  /** Round trip between the publisher and the server, ms. */
  readonly rttMs: Measured;
}

/** How a video is shown. */
export interface ShownVideo {
  /** Of the tile, px, > 0. */
  readonly height: number;
  /** The receiver wants no larger picture, px, > 0. */
  readonly maxHeight: Measured;
  /** ... and no more frames per second. */
  readonly maxFrameRate: Measured;
  /** The server sees that some video of this receiver comes in a lower layer than was chosen for it. */
  readonly isLowered: boolean | undefined;
}

/** Each may be unknown. */
export interface TrackFacts {
  /** Of a received track. */
  readonly sent?: SentSide | undefined;
  /** Of a received video. */
  readonly shown?: ShownVideo | undefined;
  /** Of a sent video: height of the tallest tile that shows it, not above what was published, px. */
  readonly wantedHeight?: Measured;
  /** Of a sent track: first transmissions of it, by the server's own count. */
  readonly uplinkLoss?: { readonly expected: number; readonly lost: number } | undefined;
}

/** As the server chooses layers: 5 % less is seen by nobody. */
const NEARLY = 1.05;

/**
 * Frames per second that should come of a camera: those that were sent, as far as its tile is worth them and the receiver
 * wants them. What nobody says is taken for `usualFrameRate`: then a camera that is slow by itself in the dark counts as slow.
 */
export function expectFrameRate({ sent, shown }: TrackFacts): number {
  const { usualFrameRate } = QUALITY_THRESHOLDS.scoring;
  const worth = shown === undefined ? usualFrameRate : findRung(shown.height).maxFrameRate;
  return Math.min(sent?.frameRate ?? usualFrameRate, worth, shown?.maxFrameRate ?? Infinity);
}

/**
 * How many layers the picture is lower than its tile asks for, of those that are sent: each halves the height. 0 while the
 * server sees none lowered: caps and wishes do no harm. `undefined` when it sees some, and nobody says of which height.
 */
export function measureLayerDistance(frameHeight: Measured, { sent, shown }: TrackFacts): Measured {
  if (shown?.isLowered === undefined) return undefined;
  if (!shown.isLowered) return 0;
  const top = sent?.frameHeight;
  if (frameHeight === undefined || top === undefined || !(frameHeight > 0)) return undefined;
  return Math.max(0, Math.round(Math.log2(findLayerHeight(top, shown) / frameHeight)));
}

/** The lowest layer that fills the tile, of those that halve from the top down. */
function findLayerHeight(top: number, { height, maxHeight = Infinity }: ShownVideo): number {
  let layer = top;
  while ((layer / 2) * NEARLY >= height || layer > maxHeight * NEARLY) layer /= 2;
  return layer;
}
