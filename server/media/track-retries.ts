import { EarshotError, type TrackId } from '@earshot/shared';
import { NotFoundError, UnsupportedError } from 'mediasoup/errors';
import type { MediaSettings } from './options.ts';
import { PipeFailed } from './pipes.ts';
import type { Publication } from './publications.ts';
import { TrackFailures, type BlockedTrack } from './track-failures.ts';

/** What does not come to one receiver: noted, counted, and tried again when its time has come. */
export class TrackRetries {
  readonly #settings: MediaSettings;
  readonly #retry: () => void;
  readonly #failures = new TrackFailures();
  #cancel: (() => void) | undefined;
  #closed = false;

  constructor(settings: MediaSettings, retry: () => void) {
    this.#settings = settings;
    this.#retry = retry;
  }

  /** Given up, in the order in which they failed. */
  get blocked(): readonly BlockedTrack[] {
    return this.#failures.list();
  }

  isBlocked(trackId: TrackId): boolean {
    return this.#failures.isBlocked(trackId, this.#now());
  }

  /** Forgets all that is not wanted any more. */
  keep(wanted: ReadonlySet<TrackId>): void {
    this.#failures.keep(wanted);
  }

  /** It came. */
  delete(trackId: TrackId): void {
    this.#failures.delete(trackId);
  }

  clear(): void {
    this.#failures.clear();
  }

  /** A consumer was not made, or does not do what it is told. Throws when the worker is lost: then the room ends the leg. */
  failed(publication: Publication, error: unknown): void {
    if (error instanceof EarshotError) throw error;
    if (this.#closed || publication.isClosed) return;
    const { trackId } = publication;
    if (error instanceof UnsupportedError) {
      this.#failures.setUnsupported(trackId);
      return;
    }
    const { logger, observer } = this.#settings;
    // The producer may be gone on the worker before we hear of it: then the track ends by itself.
    if (!(error instanceof NotFoundError || error instanceof PipeFailed)) observer.reconcileFailed();
    logger.warn({ trackId, error: String(error) }, 'consumer not made');
    this.#failures.add(trackId, this.#now());
  }

  /** The receiver did not say in time that it is ready to play these. */
  unanswered(trackIds: readonly TrackId[]): void {
    const { logger, observer } = this.#settings;
    for (const trackId of trackIds) {
      this.#failures.addUnanswered(trackId, this.#now());
      observer.reconcileFailed();
    }
    logger.warn({ consumers: trackIds.length }, 'announced consumers were not resumed');
  }

  /** Sets the timer for the next try. */
  arm(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    const now = this.#now();
    const retryAt = this.#failures.findNextRetry(now);
    if (retryAt === undefined || this.#closed) return;
    this.#cancel = this.#settings.clock.after(retryAt - now, this.#retry);
  }

  close(): void {
    this.#closed = true;
    this.#cancel?.();
  }

  #now(): number {
    return this.#settings.clock.monotonic();
  }
}
