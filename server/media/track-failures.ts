import type { TrackId } from '@earshot/shared';

/** Why a wanted track does not come. */
type BlockReason = 'codec_unsupported' | 'failed';

/** A wanted track that was given up. */
export interface BlockedTrack {
  readonly trackId: TrackId;
  readonly reason: BlockReason;
}

/** Tries for one track in all; then it is reported as failed until it is no longer wanted. */
export const MAX_TRIES = 5;
/** Wait before the second try, ms; doubled before each further one. */
export const FIRST_RETRY_MS = 500;
/** The longest wait for a receiver that does not answer, ms: it may be back at any moment. */
export const MAX_UNANSWERED_RETRY_MS = 16_000;

interface Entry {
  tries: number;
  retryAt: number;
  blocked: BlockReason | undefined;
}

/** Remembers, for one receiver, which tracks failed, when to try again and when to give up. Holds wanted tracks only. */
export class TrackFailures {
  readonly #entries = new Map<TrackId, Entry>();

  /** A try failed at `now` (monotonic ms). */
  add(trackId: TrackId, now: number): void {
    const tries = (this.#entries.get(trackId)?.tries ?? 0) + 1;
    const blocked = tries >= MAX_TRIES ? 'failed' : undefined;
    this.#entries.set(trackId, { tries, retryAt: now + FIRST_RETRY_MS * 2 ** (tries - 1), blocked });
  }

  /**
   * The receiver did not answer in time. It is not the track's fault, and the receiver may only be away: tried again for
   * as long as it is wanted.
   */
  addUnanswered(trackId: TrackId, now: number): void {
    const tries = (this.#entries.get(trackId)?.tries ?? 0) + 1;
    const waitMs = Math.min(FIRST_RETRY_MS * 2 ** (tries - 1), MAX_UNANSWERED_RETRY_MS);
    this.#entries.set(trackId, { tries, retryAt: now + waitMs, blocked: undefined });
  }

  /** The receiver cannot decode it: no further try. */
  setUnsupported(trackId: TrackId): void {
    this.#entries.set(trackId, { tries: 1, retryAt: 0, blocked: 'codec_unsupported' });
  }

  delete(trackId: TrackId): void {
    this.#entries.delete(trackId);
  }

  /** Forgets all that is not wanted any more: a new wish is a new try. */
  keep(wanted: ReadonlySet<TrackId>): void {
    for (const trackId of [...this.#entries.keys()]) {
      if (!wanted.has(trackId)) this.#entries.delete(trackId);
    }
  }

  clear(): void {
    this.#entries.clear();
  }

  /** Not to be tried at `now`. */
  isBlocked(trackId: TrackId, now: number): boolean {
    const entry = this.#entries.get(trackId);
    return entry !== undefined && (entry.blocked !== undefined || entry.retryAt > now);
  }

  /** Tracks given up, in the order in which they failed. */
  list(): readonly BlockedTrack[] {
    return [...this.#entries].flatMap(([trackId, { blocked }]) =>
      blocked === undefined ? [] : [{ trackId, reason: blocked }],
    );
  }

  /** When the next try after `now` is due; `undefined` when none is. What was due before is being tried already. */
  findNextRetry(now: number): number | undefined {
    let at: number | undefined;
    for (const { retryAt, blocked } of this.#entries.values()) {
      if (blocked === undefined && retryAt > now && (at === undefined || retryAt < at)) at = retryAt;
    }
    return at;
  }
}
