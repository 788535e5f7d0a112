import { EarshotError } from '@earshot/shared';
import { selectMediaCodecs } from './codecs.ts';
import type { Place } from './place.ts';
import type { MediaSettings } from './options.ts';
import { estimateLegPackets, selectLegWorker } from './placement.ts';
import { openRoomObservers } from './room-observers.ts';
import type { SpeakerMerge } from './speaker-merge.ts';
import type { LiveWorker, WorkerPool, WorkerTenant } from './workers.ts';
import type { WorkSlices } from './work-slices.ts';

/** What a room's routers need. */
export interface RoomRoutersOptions {
  readonly settings: MediaSettings;
  readonly pool: WorkerPool;
  readonly slices: WorkSlices;
  readonly speakers: SpeakerMerge;
  readonly facts: object;
  /** A worker is lost with all that the room had on it. */
  readonly lost: (place: Place) => void;
  /** A place that nobody needs is about to be closed. */
  readonly closing: (place: Place) => void;
}

/** A leg's right to be at a place; while there is one the place stays. */
export interface Stay {
  readonly place: Place;
  /** Any number of times. */
  leave(): void;
}

/** One worker's part of the room, from the moment on when it was chosen. */
class Slot {
  readonly live: LiveWorker;
  opening: Promise<Place> | undefined;
  place: Place | undefined;
  stays = 0;
  tenant: WorkerTenant | undefined;
  cancelLinger: (() => void) | undefined;

  constructor(live: LiveWorker) {
    this.live = live;
  }
}

/**
 * A room's routers: at most one on each worker, opened when the first leg goes there and closed when none was there for
 * a while. The last one stays as long as the room.
 */
export class RoomRouters {
  readonly #options: RoomRoutersOptions;
  readonly #slots = new Map<LiveWorker, Slot>();
  readonly #waiting = new Set<(error: EarshotError) => void>();
  #closed = false;

  constructor(options: RoomRoutersOptions) {
    this.#options = options;
    const first = this.#choose(0);
    // A room opens at once, so that its first leg finds a router. When it fails that leg tries again.
    if (first !== undefined) this.#open(this.#enter(first)).catch(() => undefined);
  }

  /** Open ones. */
  get places(): readonly Place[] {
    return [...this.#slots.values()].flatMap(({ place }) => place ?? []);
  }

  /**
   * Chooses a place for a leg that will receive so many videos, and opens it where needed. Rejects with `worker_lost`
   * when none is ready in time, `wrong_state` when the room is closed, `internal`.
   */
  stay(expectedVideos: number): Promise<Stay> {
    if (this.#closed) return Promise.reject(new EarshotError('wrong_state', 'The room is closed.'));
    const { clock, limits } = this.#options.settings;
    return new Promise((resolve, reject) => {
      const end = { over: false };
      const fail = (error: unknown) => {
        finish();
        reject(EarshotError.from(error));
      };
      const finish = () => {
        end.over = true;
        cancel();
        this.#waiting.delete(fail);
      };
      const cancel = clock.after(limits.routerWaitMs, () => {
        fail(new EarshotError('worker_lost', 'No media worker is ready.'));
      });
      this.#waiting.add(fail);
      this.#find(expectedVideos, end).then((stay) => {
        if (end.over) {
          stay?.leave();
          return;
        }
        finish();
        if (stay === undefined) reject(new EarshotError('worker_lost'));
        else resolve(stay);
      }, fail);
    });
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const fail of [...this.#waiting]) fail(new EarshotError('wrong_state', 'The room is closed.'));
    for (const slot of [...this.#slots.values()]) this.#drop(slot);
  }

  /** `undefined` when it was given up meanwhile. */
  async #find(expectedVideos: number, end: { readonly over: boolean }): Promise<Stay | undefined> {
    const { pool } = this.#options;
    const packets = estimateLegPackets(expectedVideos);
    while (!end.over) {
      const live = this.#choose(packets);
      if (live === undefined) {
        await pool.whenAvailable();
        continue;
      }
      const slot = this.#enter(live);
      slot.stays += 1;
      slot.cancelLinger?.();
      const release = live.reserved.add(packets);
      const leave = createOnce(() => {
        release();
        this.#leave(slot);
      });
      try {
        return { place: await this.#open(slot), leave };
      } catch (error) {
        leave();
        if (!(error instanceof EarshotError && error.code === 'worker_lost')) throw error;
      }
    }
    return undefined;
  }

  #choose(packets: number): LiveWorker | undefined {
    const { pool, settings } = this.#options;
    const room = [...this.#slots.keys()].filter((live) => !live.isLost());
    return selectLegWorker({ pool: pool.workers, room, packets, targetPps: settings.limits.targetPps });
  }

  #enter(live: LiveWorker): Slot {
    const before = this.#slots.get(live);
    if (before !== undefined) return before;
    const slot = new Slot(live);
    slot.tenant = {
      handleWorkerLost: () => {
        this.#lose(slot);
      },
    };
    // At once, so that the next room sees this one when it looks for the least loaded worker.
    live.rooms.add(slot.tenant);
    this.#slots.set(live, slot);
    for (const other of this.#slots.values()) if (other.stays === 0 && other !== slot) this.#linger(other);
    return slot;
  }

  /** Once for all who wait; a failure is forgotten, so that the next one tries again. */
  #open(slot: Slot): Promise<Place> {
    slot.opening ??= this.#openPlace(slot).catch((error: unknown) => {
      this.#drop(slot);
      const lost = error instanceof EarshotError;
      if (!lost) {
        const { settings, facts } = this.#options;
        settings.logger.error({ ...facts, error: String(error) }, 'router not made');
      }
      throw lost ? error : new EarshotError('internal', undefined, { cause: error });
    });
    return slot.opening;
  }

  async #openPlace(slot: Slot): Promise<Place> {
    const { settings, slices, speakers } = this.#options;
    const { live } = slot;
    const mediaCodecs = selectMediaCodecs(settings.videoCodecs);
    const router = await live.call(() => live.worker.createRouter({ mediaCodecs }));
    try {
      const observers = await openRoomObservers({
        router,
        call: live.call,
        clock: settings.clock,
        listener: speakers.listen(live),
      });
      if (live.isLost()) throw new EarshotError('worker_lost');
      if (this.#slots.get(live) !== slot) throw new EarshotError('wrong_state', 'The room is closed.');
      slot.place = { live, router, observers, lane: slices.openLane(live) };
      return slot.place;
    } catch (error) {
      if (!router.closed) router.close();
      throw error;
    }
  }

  #leave(slot: Slot): void {
    slot.stays -= 1;
    if (slot.stays === 0 && this.#slots.get(slot.live) === slot) this.#linger(slot);
  }

  #linger(slot: Slot): void {
    const { clock, limits } = this.#options.settings;
    slot.cancelLinger?.();
    slot.cancelLinger = clock.after(limits.pipeLingerMs, () => {
      if (slot.stays === 0 && this.#slots.size > 1) this.#drop(slot);
    });
  }

  #lose(slot: Slot): void {
    if (this.#slots.get(slot.live) !== slot) return;
    const { place } = slot;
    this.#forget(slot);
    place?.lane.close();
    if (place !== undefined) this.#options.lost(place);
  }

  #drop(slot: Slot): void {
    if (this.#slots.get(slot.live) !== slot) return;
    this.#forget(slot);
    const { place } = slot;
    if (place === undefined) return;
    this.#options.closing(place);
    place.lane.close();
    if (!place.router.closed) place.router.close();
  }

  #forget(slot: Slot): void {
    slot.cancelLinger?.();
    this.#slots.delete(slot.live);
    if (slot.tenant !== undefined) slot.live.rooms.delete(slot.tenant);
    this.#options.speakers.drop(slot.live);
  }
}

function createOnce(action: () => void): () => void {
  let done = false;
  return () => {
    if (done) return;
    done = true;
    action();
  };
}
