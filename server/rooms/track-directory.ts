import { TRACK_REF_CHARACTERS, type ParticipantId, type TrackId, type TrackReference } from '@earshot/shared';
import type { CallTrack } from './ports.ts';

/** Reports are waited for so long: what they name may have ended meanwhile, ms. */
const KEPT_MS = 120_000;
/** Ended tracks kept at most: a room in which everybody toggles a share forgets the oldest sooner. */
const MAX_ENDED = 2_000;

/** Finds a call's tracks by the first characters of their ids, which is how reports name them. */
export class TrackDirectory {
  readonly #tracks = new Map<string, readonly CallTrack[]>();
  /** When each ended, monotonic ms, in that order. */
  readonly #ended = new Map<TrackId, number>();

  add(track: CallTrack): void {
    const key = keyOf(track.trackId);
    this.#tracks.set(key, [...(this.#tracks.get(key) ?? []), track]);
  }

  /** It is still found for a while. */
  end(trackId: TrackId, now: number): void {
    this.#ended.delete(trackId);
    this.#ended.set(trackId, now);
    for (const [oldest, at] of this.#ended) {
      if (now - at <= KEPT_MS && this.#ended.size <= MAX_ENDED) return;
      this.#forget(oldest);
    }
  }

  /** The one track that `reporter` can mean: a sent one is its own, a received one is another's. */
  find({ ref, direction, source }: TrackReference, reporter: ParticipantId): CallTrack | undefined {
    const meant = (this.#tracks.get(keyOf(ref)) ?? []).filter(
      (track) =>
        track.trackId.startsWith(ref) &&
        track.source === source &&
        (track.participantId === reporter) === (direction === 'send'),
    );
    return meant.length === 1 ? meant[0] : undefined;
  }

  #forget(trackId: TrackId): void {
    this.#ended.delete(trackId);
    const key = keyOf(trackId);
    const left = (this.#tracks.get(key) ?? []).filter((track) => track.trackId !== trackId);
    if (left.length === 0) this.#tracks.delete(key);
    else this.#tracks.set(key, left);
  }
}

function keyOf(id: string): string {
  return id.slice(0, TRACK_REF_CHARACTERS);
}
