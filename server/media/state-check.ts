import type { MediaSettings } from './options.ts';
import type { CallMedia } from './room-media.ts';
import type { WorkerPings } from './worker-pings.ts';

/** Things mended in one look: what is left waits for the next one, so that a fault of many comes as no burst. */
const MOST = 100;

/** What it needs. */
export interface StateCheckOptions {
  readonly settings: Pick<MediaSettings, 'logger' | 'observer'>;
  readonly pings: Pick<WorkerPings, 'isStalled'>;
}

/**
 * Compares, once in each period, how producers and consumers are with how they were asked to be, and asks again. Whatever is
 * under way is left alone, and so is a worker that owes an answer. mediasoup changes what it tells of them only when
 * the worker has answered, so nothing has to be asked to find out.
 */
export class StateCheck {
  readonly #options: StateCheckOptions;

  constructor(options: StateCheckOptions) {
    this.#options = options;
  }

  look(rooms: Iterable<CallMedia>): void {
    let left = MOST;
    for (const room of rooms) {
      left -= this.#checkProducers(room, left);
      for (const { place, reconciler } of room.legs)
        if (left > 0 && !this.#options.pings.isStalled(place.live)) left -= reconciler.care.repair(left);
      if (left <= 0) return;
    }
  }

  #checkProducers({ publications }: CallMedia, most: number): number {
    const { pings, settings } = this.#options;
    let done = 0;
    for (const publication of publications) {
      if (done >= most) break;
      if (pings.isStalled(publication.place.live) || !publication.repair()) continue;
      done += 1;
      const { trackId } = publication;
      settings.observer.repaired('producerPause');
      settings.logger.warn({ trackId, what: 'producerPause' }, 'media state repaired');
    }
    return done;
  }
}
