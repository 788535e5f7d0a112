import type { TrackId } from '@earshot/shared';
import type { Reception, WantedVideo } from '../rooms/ports.ts';
import {
  selectLadderTemporalLayer,
  selectSpatialLayer,
  selectTemporalLayer,
  type TrackLayers,
} from './layers.ts';
import { fitVideos } from './video-budget.ts';

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
  readonly temporal?: number | undefined;
  readonly priority: number;
}

/** One track to receive, and how. */
export interface TrackWish {
  readonly trackId: TrackId;
  readonly kind: 'audio' | 'video';
  readonly spatial: number;
  /** Preferred temporal layer; absent = all. */
  readonly temporal?: number | undefined;
  readonly priority: number;
  /** Why a smaller layer than the largest is wanted; absent: it is the largest. */
  readonly chosen?: 'cap' | 'view' | undefined;
}

/** The difference between what is wanted and what is there; lists keep the order of the wish. */
export interface Plan {
  readonly remove: readonly TrackId[];
  readonly addAudio: readonly TrackWish[];
  readonly addVideo: readonly TrackWish[];
  /** Held videos that shall come in another layer or with another priority. */
  readonly adjust: readonly TrackWish[];
  /** All videos that are or will be received: their publishers must send these layers. */
  readonly watched: readonly TrackWish[];
  /** What the wanted layers of all videos cost at most, bit/s. */
  readonly videoBitrate: number;
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
  /** What the preferred layers of all videos together cost at most, bit/s; the reception may ask for less. */
  readonly maxBitrate: number;
}): Plan {
  const { reception, held, isBlocked } = input;
  const wishes = computeWishes(reception, input);
  const missing = [...wishes.values()].filter(({ trackId }) => !held.has(trackId) && !isBlocked(trackId));
  return {
    remove: [...held.keys()].filter((trackId) => !wishes.has(trackId)),
    addAudio: missing.filter(({ kind }) => kind === 'audio'),
    addVideo: missing.filter(({ kind }) => kind === 'video'),
    adjust: [...wishes.values()].filter((wish) => {
      const has = held.get(wish.trackId);
      return has?.kind === 'video' && isDifferent(has, wish);
    }),
    watched: [...wishes.values()].filter(
      ({ trackId, kind }) => kind === 'video' && (held.has(trackId) || !isBlocked(trackId)),
    ),
    videoBitrate: sumBitrates(wishes.values(), input.find),
  };
}

function sumBitrates(
  wishes: Iterable<TrackWish>,
  find: (trackId: TrackId) => AvailableTrack | undefined,
): number {
  let sum = 0;
  for (const { trackId, kind, spatial } of wishes)
    if (kind === 'video') sum += find(trackId)?.layers.bitrates[spatial] ?? 0;
  return sum;
}

function isDifferent(has: HeldTrack, wish: TrackWish): boolean {
  return has.spatial !== wish.spatial || has.temporal !== wish.temporal || has.priority !== wish.priority;
}

function computeWishes(
  reception: Reception,
  { find, maxBitrate }: { find: (trackId: TrackId) => AvailableTrack | undefined; maxBitrate: number },
): Map<TrackId, TrackWish> {
  const wishes = new Map<TrackId, TrackWish>();
  for (const trackId of reception.audio) {
    if (find(trackId)?.kind === 'audio')
      wishes.set(trackId, { trackId, kind: 'audio', spatial: 0, priority: 1 });
  }
  const videos = reception.video.flatMap((video) => {
    const track = find(video.trackId);
    return track?.kind === 'video' ? [{ video, track, ...selectVideo(video, track) }] : [];
  });
  const budget = Math.min(maxBitrate, reception.maxVideoBitrate ?? maxBitrate);
  const fitted = fitVideos(
    videos.map(({ track, spatial, priority }) => ({ bitrates: track.layers.bitrates, spatial, priority })),
    budget,
  );
  for (const [index, { video, track, priority }] of videos.entries()) {
    const spatial = fitted[index];
    if (spatial === undefined) continue;
    const temporal = selectFrames(video, track, spatial);
    const chosen = explainLayer(video, track, spatial);
    const { trackId } = video;
    wishes.set(trackId, {
      trackId,
      kind: 'video',
      spatial,
      ...(temporal === undefined ? {} : { temporal }),
      priority,
      ...(chosen === undefined ? {} : { chosen }),
    });
  }
  return wishes;
}

/** The tile is worth less than the largest layer, or something keeps it below what the tile is worth. */
function explainLayer(
  video: WantedVideo,
  { layers }: AvailableTrack,
  spatial: number,
): 'cap' | 'view' | undefined {
  if (spatial < selectSpatialLayer(layers, video.height)) return 'cap';
  return spatial < layers.spatial - 1 ? 'view' : undefined;
}

/** The lower of what the app allows and what the size is worth. */
function selectFrames(video: WantedVideo, { layers }: AvailableTrack, spatial: number): number | undefined {
  const asked = selectTemporalLayer(layers, spatial, video.maxFrameRate);
  const worth = selectLadderTemporalLayer(layers, spatial, video.height);
  return asked === undefined || worth === undefined ? (asked ?? worth) : Math.min(asked, worth);
}

function selectVideo(video: WantedVideo, track: AvailableTrack): { spatial: number; priority: number } {
  return {
    spatial: selectSpatialLayer(track.layers, video.height, video.maxHeight),
    priority: Math.min(255, Math.max(1, Math.round(video.priority))),
  };
}
