import type { TrackId } from '@earshot/shared';
import type { TrackWish } from './plan.ts';
import type { Publication } from './publications.ts';

/**
 * Which layers one receiver wants of which videos, told to their publications: from the moment on when it wants them, so
 * that a publisher that was told to stop starts while the consumer is still on its way.
 */
export class WatchedVideos {
  readonly #watched = new Map<TrackId, Publication>();

  /** Replaces all earlier wishes. */
  set(wishes: readonly TrackWish[], find: (trackId: TrackId) => Publication | undefined): void {
    const gone = new Set(this.#watched.keys());
    for (const { trackId, spatial } of wishes) {
      const publication = find(trackId);
      if (publication === undefined) continue;
      gone.delete(trackId);
      this.#watched.set(trackId, publication);
      publication.layersWanted?.set(this, spatial);
    }
    for (const trackId of gone) {
      this.#watched.get(trackId)?.layersWanted?.delete(this);
      this.#watched.delete(trackId);
    }
  }

  close(): void {
    for (const publication of this.#watched.values()) publication.layersWanted?.delete(this);
    this.#watched.clear();
  }
}
