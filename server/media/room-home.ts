import { EarshotError } from '@earshot/shared';
import type { RoomMediaListener } from '../rooms/ports.ts';
import { selectMediaCodecs } from './codecs.ts';
import type { RoomRouter } from './leg.ts';
import type { MediaSettings } from './options.ts';
import { openRoomObservers, type RoomObservers } from './room-observers.ts';
import type { LiveWorker, WorkerPool, WorkerTenant } from './workers.ts';
import type { WorkSlices } from './work-slices.ts';

/** A room's router with its observers. */
export interface OpenHome extends RoomRouter {
  readonly observers: RoomObservers;
}

/** Wait after a router could not be made though its worker lives, ms. */
const RETRY_MS = 1_000;

/** What a room's home needs. */
interface RoomHomeOptions {
  readonly settings: MediaSettings;
  readonly pool: WorkerPool;
  readonly slices: WorkSlices;
  readonly listener: RoomMediaListener;
  readonly facts: object;
  /** The worker is lost with all that was on it; a new home is on its way. */
  readonly lost: () => void;
}

/** Keeps a room's router on some living worker: makes it in the background and again when the worker is lost. */
export class RoomHome implements WorkerTenant {
  readonly #options: RoomHomeOptions;
  readonly #waiting = new Set<{ resolve: (home: OpenHome) => void; reject: (error: Error) => void }>();
  #current: OpenHome | undefined;
  #closed = false;

  constructor(options: RoomHomeOptions) {
    this.#options = options;
    void this.#settle();
  }

  get current(): OpenHome | undefined {
    return this.#current;
  }

  /** Waits a little for the router; rejects with `worker_lost` when it takes longer, `wrong_state` when closed. */
  whenOpen(): Promise<OpenHome> {
    if (this.#closed) return Promise.reject(new EarshotError('wrong_state', 'The room is closed.'));
    if (this.#current !== undefined) return Promise.resolve(this.#current);
    const { clock, limits } = this.#options.settings;
    return new Promise((resolve, reject) => {
      const cancel = clock.after(limits.routerWaitMs, () => {
        this.#waiting.delete(waiter);
        reject(new EarshotError('worker_lost', 'No media worker is ready.'));
      });
      const waiter = {
        resolve: (home: OpenHome) => {
          cancel();
          resolve(home);
        },
        reject: (error: Error) => {
          cancel();
          reject(error);
        },
      };
      this.#waiting.add(waiter);
    });
  }

  handleWorkerLost(live: LiveWorker): void {
    if (this.#closed || this.#current?.live !== live) return;
    this.#current.lane.close();
    this.#current = undefined;
    void this.#settle();
    this.#options.lost();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const { reject } of this.#waiting) reject(new EarshotError('wrong_state', 'The room is closed.'));
    this.#waiting.clear();
    const home = this.#current;
    this.#current = undefined;
    if (home === undefined) return;
    home.lane.close();
    home.live.rooms.delete(this);
    if (!home.router.closed) home.router.close();
  }

  async #settle(): Promise<void> {
    const { pool, settings, facts } = this.#options;
    while (!this.#closed && this.#current === undefined) {
      try {
        await pool.whenAvailable();
        const live = pool.findLeastLoaded();
        if (live !== undefined) await this.#moveTo(live);
      } catch (error) {
        // Closed here or in the pool: nobody waits any more.
        if (this.#isClosed() || (error instanceof EarshotError && error.code === 'wrong_state')) return;
        if (error instanceof EarshotError && error.code === 'worker_lost') continue;
        settings.logger.error({ ...facts, error: String(error) }, 'router not made');
        await new Promise<void>((resolve) => settings.clock.after(RETRY_MS, resolve));
      }
    }
  }

  async #moveTo(live: LiveWorker): Promise<void> {
    const { settings, slices, listener } = this.#options;
    // At once, so that the next room sees this one when it looks for the least loaded worker.
    live.rooms.add(this);
    let router: OpenHome['router'] | undefined;
    try {
      const mediaCodecs = selectMediaCodecs(settings.videoCodecs);
      router = await live.call(() => live.worker.createRouter({ mediaCodecs }));
      const observers = await openRoomObservers(router, live.call, listener);
      if (live.isLost()) throw new EarshotError('worker_lost');
      if (this.#isClosed()) {
        router.close();
        live.rooms.delete(this);
        return;
      }
      this.#current = { live, router, observers, lane: slices.openLane(live) };
    } catch (error) {
      live.rooms.delete(this);
      // Its observers could not be made though the worker lives: the next try makes another.
      if (router?.closed === false) router.close();
      throw error;
    }
    for (const { resolve } of this.#waiting) resolve(this.#current);
    this.#waiting.clear();
  }

  /** Asked anew after each wait. */
  #isClosed(): boolean {
    return this.#closed;
  }
}
