import { scoreTrack, type RatedTrack, type ReportInterval } from '@earshot/shared';
import type { WantedVideo } from '../rooms/ports.ts';

/**
 * Judges the tracks of an interval, in their order. `videos`: what the participant was shown; where a track is not among
 * them its last frame tells how tall it was. Pure.
 */
export function rateTracks(interval: ReportInterval, videos: readonly WantedVideo[]): RatedTrack[] {
  const tiles = new Map<string, WantedVideo>(videos.map((video) => [video.trackId, video]));
  return interval.tracks.map((track) => ({
    track,
    quality: scoreTrack(track, interval),
    tileHeight: tiles.get(track.trackId)?.height ?? track.values.frameHeight,
  }));
}
