import { EarshotError } from '@earshot/shared';
import type { types } from 'mediasoup';
import { setNice } from '../primitives/nice.ts';
import { Gate } from './gate.ts';
import type { MediaSettings } from './options.ts';
import { selectLeastLoaded } from './placement.ts';
import { Reservations } from './reservations.ts';
import { SOCKET_BUFFERS } from './socket-buffers.ts';
import { killProcess, spawnWorker } from './spawn-worker.ts';
import { createWorkerCall, type WorkerCall } from './worker-call.ts';

/** One living worker process with its one WebRtcServer. */
export interface LiveWorker {
  /** Place in the pool; a replacement keeps it. */
  readonly index: number;
  readonly pid: number;
  readonly worker: types.Worker;
  readonly webRtcServer: types.WebRtcServer;
  /** All requests to this worker, its routers, transports, producers and consumers go through it. */
  readonly call: WorkerCall;
  /** Packets/s in and out, by the poller's last estimate. */
  readonly load: { packetsPerSecondIn: number; packetsPerSecondOut: number };
  /** Packets/s of legs placed here that are not in `load` yet. */
  readonly reserved: Reservations;
  /** Legs are opened one after the other, a few at a time: a room that fills must not hold up what runs already. */
  readonly openings: Gate;
  /** Rooms on it; each is told once when the worker is lost. */
  readonly rooms: Set<WorkerTenant>;
  isLost(): boolean;
}

/** Something that lives on a worker and goes down with it. */
export interface WorkerTenant {
  handleWorkerLost(live: LiveWorker): void;
}

/** A fixed number of workers; one that dies is replaced. */
export interface WorkerPool {
  /** By index; `undefined` while it is being replaced. */
  readonly workers: readonly (LiveWorker | undefined)[];
  /** The living worker with the least load, `undefined` when there is none. */
  findLeastLoaded(): LiveWorker | undefined;
  /** Resolves when a worker is there (at once when one is); rejects with `wrong_state` after `close`. */
  whenAvailable(): Promise<void>;
  /** Stops all workers; resolves when their processes are gone. */
  close(): Promise<void>;
}

/** Waits between tries to replace a worker, ms; doubled each time up to the second. */
const RESTART_FIRST_MS = 100;
const RESTART_MAX_MS = 10_000;
/** A worker that lived this long resets the wait. */
const STABLE_MS = 60_000;
/** A worker that was asked to end and did not is killed after this time, ms. */
const CLOSE_MS = 2_000;
/** Starts all workers. Rejects when one does not start (ports in use, binary missing) and stops the others. */
export async function createWorkerPool(settings: MediaSettings): Promise<WorkerPool> {
  const pool = new Pool(settings);
  try {
    await pool.start();
  } catch (cause) {
    await pool.close();
    throw cause;
  }
  return pool;
}

class Pool implements WorkerPool {
  readonly workers: (LiveWorker | undefined)[] = [];
  readonly #settings: MediaSettings;
  /** One promise for all who wait for a worker. */
  #available: Promise<void> | undefined;
  #waiting: { resolve: () => void; reject: (error: EarshotError) => void } | undefined;
  readonly #restartWaits = new Map<number, number>();
  /** By index: until a lost worker is replaced, or a new one counts as stable. */
  readonly #timers = new Map<number, () => void>();
  #closed = false;

  constructor(settings: MediaSettings) {
    this.#settings = settings;
    for (let index = 0; index < settings.numWorkers; index += 1) this.workers.push(undefined);
  }

  async start(): Promise<void> {
    const results = await Promise.allSettled(this.workers.map((_, index) => this.#open(index)));
    const failed = results.find((result) => result.status === 'rejected');
    if (failed !== undefined) {
      const cause: unknown = failed.reason;
      const why = cause instanceof EarshotError ? `: ${cause.message}` : '.';
      throw new EarshotError('internal', `A media worker does not start${why}`, { cause });
    }
  }

  findLeastLoaded(): LiveWorker | undefined {
    return selectLeastLoaded(this.workers);
  }

  whenAvailable(): Promise<void> {
    if (this.#closed) return Promise.reject(new EarshotError('wrong_state'));
    if (this.findLeastLoaded() !== undefined) return Promise.resolve();
    this.#available ??= new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
    });
    return this.#available;
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    for (const cancel of this.#timers.values()) cancel();
    this.#timers.clear();
    this.#waiting?.reject(new EarshotError('wrong_state'));
    const living = this.workers.flatMap((live) => live ?? []);
    this.workers.fill(undefined);
    await Promise.all(living.map((live) => this.#end(live.worker)));
  }

  #end(worker: types.Worker): Promise<void> {
    if (worker.subprocessClosed) return Promise.resolve();
    return new Promise((resolve) => {
      const cancel = this.#settings.clock.after(CLOSE_MS, () => {
        killProcess(worker.pid);
      });
      worker.on('subprocessclose', () => {
        cancel();
        resolve();
      });
      worker.close();
    });
  }

  async #open(index: number): Promise<void> {
    const { clock, observer, logger, limits, workerNice } = this.#settings;
    const worker = await spawnWorker(this.#settings);
    setNice({ pid: worker.pid, nice: workerNice, what: 'media worker' }, logger);
    let lost = false;
    let established = false;
    const handleLost = (why: 'died' | 'timeout') => {
      if (lost) return;
      lost = true;
      abort();
      // A worker that hangs does not hear `close()`.
      if (why === 'timeout') killProcess(worker.pid);
      if (this.#closed || !established) return;
      logger.error({ worker: index, pid: worker.pid, why }, 'media worker lost');
      this.#handleLost(index);
    };
    const { call, abort } = createWorkerCall({
      clock,
      observer,
      timeoutMs: limits.workerRequestTimeoutMs,
      lost: () => {
        handleLost('timeout');
      },
    });
    worker.on('died', () => {
      handleLost('died');
    });
    try {
      const webRtcServer = await call(() =>
        worker.createWebRtcServer({ listenInfos: computeListenInfos(this.#settings, index) }),
      );
      if (this.#closed) {
        await this.#end(worker);
        return;
      }
      established = true;
      const load = { packetsPerSecondIn: 0, packetsPerSecondOut: 0 };
      const rooms = new Set<WorkerTenant>();
      const { pid } = worker;
      // By then two readings were taken of it.
      const reserved = new Reservations(() => clock.monotonic(), 2 * limits.pollMs);
      const openings = new Gate(limits.openingLegs);
      const isLost = () => lost;
      const live = { index, pid, worker, webRtcServer, call, load, reserved, openings, rooms, isLost };
      this.workers[index] = live;
    } catch (cause) {
      lost = true;
      await this.#end(worker);
      throw cause;
    }
    observer.workerStarted();
    logger.info({ worker: index, pid: worker.pid }, 'media worker started');
    const cancel = clock.after(STABLE_MS, () => {
      this.#timers.delete(index);
      if (!lost) this.#restartWaits.delete(index);
    });
    this.#timers.set(index, cancel);
    this.#waiting?.resolve();
    this.#waiting = undefined;
    this.#available = undefined;
  }

  #handleLost(index: number): void {
    const live = this.workers[index];
    this.workers[index] = undefined;
    this.#timers.get(index)?.();
    this.#settings.observer.workerDied();
    this.#scheduleRestart(index);
    for (const tenant of [...(live?.rooms ?? [])]) {
      try {
        if (live !== undefined) tenant.handleWorkerLost(live);
      } catch (error) {
        // One room's fault must not keep the others from hearing of it.
        this.#settings.logger.error({ error: String(error) }, 'room failed to handle a lost worker');
      }
    }
  }

  #scheduleRestart(index: number): void {
    const waitMs = this.#restartWaits.get(index) ?? RESTART_FIRST_MS;
    this.#restartWaits.set(index, Math.min(waitMs * 2, RESTART_MAX_MS));
    const cancel = this.#settings.clock.after(waitMs, () => {
      this.#timers.delete(index);
      this.#open(index).catch((error: unknown) => {
        if (this.#closed) return;
        this.#settings.logger.error({ worker: index, error: String(error) }, 'media worker not replaced');
        this.#scheduleRestart(index);
      });
    });
    this.#timers.set(index, cancel);
  }
}

function computeListenInfos(settings: MediaSettings, index: number): types.TransportListenInfo[] {
  const protocols = [
    ...(settings.enableUdp ? (['udp'] as const) : []),
    ...(settings.enableTcp ? (['tcp'] as const) : []),
  ];
  return settings.addresses.flatMap(({ ip, announcedAddress }) =>
    protocols.map((protocol) => ({
      protocol,
      ip,
      ...(announcedAddress === undefined ? {} : { announcedAddress }),
      ...(settings.basePort === 0 ? {} : { port: settings.basePort + index }),
      ...SOCKET_BUFFERS,
    })),
  );
}
