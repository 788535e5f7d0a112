import type { Quality } from '../roster.ts';
import type { Measured } from './derive.ts';
import { packetRateOf } from './harm.ts';
import type { TrackInterval } from './interval.ts';
import { UNKNOWN_QUALITY } from './score.ts';
import { QUALITY_THRESHOLDS } from './thresholds.ts';

/** How a participant's call was, out of how its tracks were: not each of them matters. */

const { scoring } = QUALITY_THRESHOLDS;

/** Nobody could judge what went that way. */
export const UNKNOWN_DIRECTION: RatedDirection = { quality: UNKNOWN_QUALITY, kind: 'none' };

/** A track of an interval as it was judged. */
export interface RatedTrack {
  readonly track: TrackInterval;
  readonly quality: Quality;
  /** Height at which a received video is shown, px; `undefined` when nobody knows. */
  readonly tileHeight: Measured;
}

/** How a participant's call was in one direction. */
export interface RatedDirection {
  readonly quality: Quality;
  /** Of the track that says so; `none` while nothing is wrong, and when nobody could judge. */
  readonly kind: 'none' | 'audio' | 'video';
}

/**
 * What a participant received: the worst of the voices that spoke, of shares, and of videos at least half as tall as the
 * tallest. All others are track-seconds only, so that one publisher's bad uplink harms those who notice it. Pure.
 */
export function rateReception(tracks: readonly RatedTrack[]): RatedDirection {
  return worstOf(findMattering(tracks));
}

/**
 * The same without the tracks whose publishers are at fault: the worst of those that this participant's own end and the server answer for.
 * Unknown when nothing else mattered. Pure.
 */
export function rateOwnReception(tracks: readonly RatedTrack[]): RatedDirection {
  return worstOf(
    findMattering(tracks).filter(
      ({ quality: { blame } }) => blame !== 'publisherDevice' && blame !== 'publisherUplink',
    ),
  );
}

function findMattering(tracks: readonly RatedTrack[]): readonly RatedTrack[] {
  const received = tracks.filter(
    ({ track, quality }) => track.direction === 'receive' && quality.score !== null,
  );
  const tallest = Math.max(0, ...received.map(({ tileHeight }) => tileHeight ?? 0));
  const nothingComes = received.every(({ track }) => track.values.packets === 0);
  const matters = ({ track, tileHeight }: RatedTrack): boolean => {
    if (track.source === 'camera') return tileHeight === undefined || tileHeight >= tallest / 2;
    // Of one that is dry nobody knows whether it spoke; when nothing comes at all, it would not have been heard.
    return track.source !== 'microphone' || nothingComes || hadSpeech(track);
  };
  return received.filter(matters);
}

/** What a participant sent: the worst of it. Pure. */
export function rateSending(tracks: readonly RatedTrack[]): RatedDirection {
  return worstOf(tracks.filter(({ track }) => track.direction === 'send'));
}

/** The lowest of those that are known, the first of equals. */
function worstOf(tracks: readonly RatedTrack[]): RatedDirection {
  let worst: RatedTrack | undefined;
  for (const one of tracks) {
    if (one.quality.score !== null && one.quality.score < (worst?.quality.score ?? Infinity)) worst = one;
  }
  if (worst === undefined) return UNKNOWN_DIRECTION;
  return { quality: worst.quality, kind: worst.quality.factor === 'none' ? 'none' : worst.track.kind };
}

/** More packets than silence needs, those lost among them: under DTX an open microphone sends 2.5 a second. */
export function hadSpeech(track: TrackInterval): boolean {
  return (packetRateOf(track) ?? 0) >= scoring.speechPacketRate;
}
