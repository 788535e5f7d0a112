import {
  blameFor,
  NO_EVIDENCE,
  scoreTrack,
  type Evidence,
  type ImpairedLeg,
  type Measurer,
  type RatedTrack,
  type ReportInterval,
  type SentSide,
  type ShownVideo,
} from '@earshot/shared';
import type { WantedVideo } from '../rooms/ports.ts';

/** What the server knows of a participant's tracks beside the report that is judged. */
export interface LegKnowledge {
  /** What it is shown now, and what it was shown at the report before. */
  readonly videos: readonly WantedVideo[];
  readonly videosBefore: readonly WantedVideo[];
  /** Some video comes in a lower layer than was chosen for it; `undefined` before media looked. */
  readonly hasLowered: boolean | undefined;
  /** How a track is sent, where its publisher said so lately. */
  findSent(trackId: string): SentSide | undefined;
  /** How tall a track that it publishes is wanted, px. */
  findWantedHeight(trackId: string): number | undefined;
}

/** A track of an interval, judged with what is known of both legs. */
export interface JudgedRow extends RatedTrack {
  readonly impairedLeg: ImpairedLeg;
  readonly evidence: Evidence;
  readonly measuredBy: Measurer;
}

/**
 * Judges the tracks of an interval, in their order. Where a track is not among those shown, its last frame tells how tall it
 * was. `known`: `undefined` of an interval that is long past. Pure.
 */
export function rateTracks(interval: ReportInterval, known: LegKnowledge | undefined): JudgedRow[] {
  const now = byTrack(known?.videos ?? []);
  const before = byTrack(known?.videosBefore ?? []);
  return interval.tracks.map((track) => {
    const { trackId, direction, values } = track;
    const video = now.get(trackId);
    const shown = describeShown(before.get(trackId), video, known?.hasLowered);
    const facts =
      direction === 'send'
        ? { wantedHeight: known?.findWantedHeight(trackId) }
        : { sent: known?.findSent(trackId), shown };
    return {
      track,
      quality: blameFor(scoreTrack(track, interval, facts), 'unknown'),
      tileHeight: video?.height ?? values.frameHeight,
      impairedLeg: 'unknown',
      evidence: NO_EVIDENCE,
      measuredBy: 'client',
    };
  });
}

function byTrack(videos: readonly WantedVideo[]): ReadonlyMap<string, WantedVideo> {
  return new Map(videos.map((video) => [video.trackId, video]));
}

/** The least that was wanted at both ends of the interval: what changed within it may not have arrived yet. */
function describeShown(
  before: WantedVideo | undefined,
  now: WantedVideo | undefined,
  isLowered: boolean | undefined,
): ShownVideo | undefined {
  if (before === undefined || now === undefined) return undefined;
  return {
    height: Math.min(before.height, now.height),
    maxHeight: least(before.maxHeight, now.maxHeight),
    maxFrameRate: least(before.maxFrameRate, now.maxFrameRate),
    isLowered,
  };
}

function least(left: number | undefined, right: number | undefined): number | undefined {
  const known = [left, right].filter((value) => value !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}
