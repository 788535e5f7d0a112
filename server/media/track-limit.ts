import type { TrackLimit } from '@earshot/shared';
import { findSent, isLowered, type WatchedVideo } from './downlink-watch.ts';

/** Estimates and publishers need so long to get a picture to its size, ms: until then nothing holds it back. */
export const SETTLED_MS = 10_000;

/** A video, and why this layer of it was chosen. */
export interface LimitedVideo extends WatchedVideo {
  /** Why a smaller layer is asked for than there is; absent: it is the largest. */
  readonly chosen: 'cap' | 'view' | undefined;
  /** The highest layer that its publisher has ever sent; -1 = none. */
  readonly bestSent: number;
}

/** Why a video comes smaller than it is sent, or than it could be. Pure; says nothing of its first seconds. */
export function findLimit(video: LimitedVideo, isShed: boolean): TrackLimit {
  const { consumer, spatial, chosen, bestSent } = video;
  if (video.kind !== 'video' || consumer.type === 'simple' || consumer.producerPaused) return 'none';
  const { producerScores } = consumer.score;
  // Nothing is sent at all: that is no question of size.
  if (!producerScores.some((score) => score > 0)) return 'none';
  const { currentLayers } = consumer;
  if (currentLayers === undefined || isLowered(video, currentLayers)) return 'downlinkBandwidth';
  // What it never sent it cannot have turned off.
  if (findSent(producerScores, spatial) < Math.min(spatial, bestSent)) return 'publisherLayerOff';
  if (chosen === 'cap' && isShed) return 'workerOverload';
  return chosen ?? 'none';
}

/** Follows one video's limit: says it when it is another than was told. */
export class LimitWatch {
  #told: TrackLimit = 'none';
  #spatial: number | undefined;
  #since = 0;

  /** `now`: monotonic ms. `undefined`: no news. */
  next(video: LimitedVideo, now: number, isShed: boolean): TrackLimit | undefined {
    if (video.spatial !== this.#spatial) {
      this.#spatial = video.spatial;
      this.#since = now;
    }
    const { startedAt } = video;
    if (startedAt === undefined || now - Math.max(startedAt, this.#since) < SETTLED_MS) return undefined;
    const limit = findLimit(video, isShed);
    if (limit === this.#told) return undefined;
    this.#told = limit;
    return limit;
  }
}
