import type { TrackId } from '@earshot/shared';
import type { Reception } from '../rooms/ports.ts';

/** What one receiver shall get, and since when. */
export class Wishes {
  reception: Reception = { audio: [], video: [] };
  #tracks: ReadonlySet<TrackId> = new Set();
  readonly #since = new Map<TrackId, number>();

  /** Replaces the earlier ones at `now` (monotonic ms). */
  set(reception: Reception, now: number): void {
    const tracks = new Set([...reception.audio, ...reception.video.map(({ trackId }) => trackId)]);
    for (const trackId of [...this.#since.keys()]) if (!tracks.has(trackId)) this.#since.delete(trackId);
    for (const trackId of tracks) if (!this.#tracks.has(trackId)) this.#since.set(trackId, now);
    this.reception = reception;
    this.#tracks = tracks;
  }

  get tracks(): ReadonlySet<TrackId> {
    return this.#tracks;
  }

  /** Monotonic ms since when it is wanted without a break; 0 when it is not. */
  getSince(trackId: TrackId): number {
    return this.#since.get(trackId) ?? 0;
  }
}
