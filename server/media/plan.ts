import type { TrackId } from '@earshot/shared';
import type { Reception, WantedVideo } from '../rooms/ports.ts';
import { selectSpatialLayer, type TrackLayers } from './layers.ts';

/** A track that can be received now. */
export interface AvailableTrack {
  readonly kind: 'audio' | 'video';
  readonly layers: TrackLayers;
}

/** What one receiver has of a track. */
export interface HeldTrack {
  readonly kind: 'audio' | 'video';
  /** Preferred spatial layer and priority as last asked of the worker; 0 and 1 for audio. */
  readonly spatial: number;
  readonly priority: number;
}

/** One track to receive, and how. */
export interface TrackWish {
  readonly trackId: TrackId;
  readonly kind: 'audio' | 'video';
  readonly spatial: number;
  readonly priority: number;
}

/** The difference between what is wanted and what is there; lists keep the order of the wish. */
export interface Plan {
  readonly remove: readonly TrackId[];
  readonly addAudio: readonly TrackWish[];
  readonly addVideo: readonly TrackWish[];
  /** Held videos that shall come in another layer or with another priority. */
  readonly adjust: readonly TrackWish[];
}

/**
 * What to do so that a receiver has what it wants. Tracks that are not there (yet) and those that `isBlocked` (they
 * failed, or cannot be decoded) are left out; what is held and not wanted goes. Pure.
 */
export function computePlan(input: {
  readonly reception: Reception;
  readonly held: ReadonlyMap<TrackId, HeldTrack>;
  readonly find: (trackId: TrackId) => AvailableTrack | undefined;
  readonly isBlocked: (trackId: TrackId) => boolean;
}): Plan {
  const { reception, held } = input;
  const wishes = computeWishes(reception, input.find);
  const missing = [...wishes.values()].filter(
    ({ trackId }) => !held.has(trackId) && !input.isBlocked(trackId),
  );
  return {
    remove: [...held.keys()].filter((trackId) => !wishes.has(trackId)),
    addAudio: missing.filter(({ kind }) => kind === 'audio'),
    addVideo: missing.filter(({ kind }) => kind === 'video'),
    adjust: [...wishes.values()].filter((wish) => {
      const has = held.get(wish.trackId);
      return has?.kind === 'video' && (has.spatial !== wish.spatial || has.priority !== wish.priority);
    }),
  };
}

function computeWishes(
  reception: Reception,
  find: (trackId: TrackId) => AvailableTrack | undefined,
): Map<TrackId, TrackWish> {
  const wishes = new Map<TrackId, TrackWish>();
  for (const trackId of reception.audio) {
    if (find(trackId)?.kind === 'audio')
      wishes.set(trackId, { trackId, kind: 'audio', spatial: 0, priority: 1 });
  }
  for (const video of reception.video) {
    const track = find(video.trackId);
    if (track?.kind === 'video') wishes.set(video.trackId, computeVideoWish(video, track));
  }
  return wishes;
}

function computeVideoWish(video: WantedVideo, track: AvailableTrack): TrackWish {
  return {
    trackId: video.trackId,
    kind: 'video',
    spatial: selectSpatialLayer(track.layers, video.height, video.maxHeight),
    priority: Math.min(255, Math.max(1, Math.round(video.priority))),
  };
}
