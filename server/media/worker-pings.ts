import type { Clock } from '../clock.ts';
import type { MediaLogger } from './options.ts';
import type { MediaObserver, Window } from './ports.ts';
import { SpellLog } from '../spell-log.ts';
import type { LiveWorker, WorkerPool } from './workers.ts';

/** Between two looks at all workers, ms. */
export const PING_EACH_MS = 500;
/** A worker that owes an answer for this long is stalled, ms: no media passes it either. */
export const STALL_MS = 1_000;

/** What pings need. */
export interface WorkerPingsOptions {
  readonly clock: Clock;
  readonly pool: Pick<WorkerPool, 'workers'>;
  readonly logger: MediaLogger;
  readonly observer: Pick<MediaObserver, 'workerStalled'>;
}

/** One question without an answer yet. */
interface Ping {
  readonly askedAt: number;
  readonly cancel: () => void;
  stalled: boolean;
}

/**
 * Asks every worker twice a second whether it lives. One that does not answer in time is stalled: nobody waits for it,
 * and what falls silent meanwhile is the server's fault.
 */
export class WorkerPings {
  readonly #options: WorkerPingsOptions;
  readonly #pings = new Map<LiveWorker, Ping>();
  /** When each stood still; of one that is lost it goes with it. */
  readonly #stalls = new WeakMap<LiveWorker, SpellLog>();
  readonly #waiting = new Map<LiveWorker, Set<() => void>>();
  #cancel: (() => void) | undefined;

  constructor(options: WorkerPingsOptions) {
    this.#options = options;
  }

  start(): void {
    const { clock, pool } = this.#options;
    for (const live of pool.workers) if (live !== undefined && !this.#pings.has(live)) this.#ask(live);
    this.#cancel = clock.after(PING_EACH_MS, () => {
      this.start();
    });
  }

  close(): void {
    this.#cancel?.();
    for (const { cancel } of this.#pings.values()) cancel();
    this.#pings.clear();
    this.#waiting.clear();
  }

  isStalled(live: LiveWorker): boolean {
    return this.#pings.get(live)?.stalled ?? false;
  }

  /** For how long of a window, at most the last minute, a worker stood still, ms. */
  stalledMs(live: LiveWorker, window: Window): number {
    return this.#stalls.get(live)?.within(window) ?? 0;
  }

  /** Waits for what a worker was asked, for as long as it is not stalled. `answers` must not reject. */
  async waitFor(live: LiveWorker, answers: Promise<unknown>): Promise<void> {
    if (this.isStalled(live)) return;
    const waiting = this.#waiting.get(live) ?? new Set();
    this.#waiting.set(live, waiting);
    let giveUp = () => undefined;
    const stalled = new Promise<undefined>((resolve) => {
      giveUp = () => {
        resolve(undefined);
      };
    });
    waiting.add(giveUp);
    await Promise.race([answers, stalled]);
    waiting.delete(giveUp);
    if (waiting.size === 0) this.#waiting.delete(live);
  }

  #ask(live: LiveWorker): void {
    const { clock } = this.#options;
    const askedAt = clock.monotonic();
    const cancel = clock.after(STALL_MS, () => {
      this.#handleStall(live);
    });
    this.#pings.set(live, { askedAt, cancel, stalled: false });
    const answered = () => {
      this.#handleAnswer(live);
    };
    // Without the limit of other requests: whether a worker is lost they decide.
    live.worker.getResourceUsage().then(answered, answered);
  }

  #handleStall(live: LiveWorker): void {
    const ping = this.#pings.get(live);
    if (ping === undefined) return;
    ping.stalled = true;
    const stalls = this.#stalls.get(live) ?? new SpellLog();
    this.#stalls.set(live, stalls);
    stalls.begin(ping.askedAt);
    this.#options.logger.warn({ worker: live.index, pid: live.pid }, 'media worker does not answer');
    for (const giveUp of this.#waiting.get(live) ?? []) giveUp();
  }

  /** Also when it is lost. */
  #handleAnswer(live: LiveWorker): void {
    const ping = this.#pings.get(live);
    if (ping === undefined) return;
    this.#pings.delete(live);
    ping.cancel();
    if (!ping.stalled) return;
    const { clock, logger, observer } = this.#options;
    this.#stalls.get(live)?.end(clock.monotonic());
    const seconds = (clock.monotonic() - ping.askedAt) / 1_000;
    observer.workerStalled(seconds);
    logger.warn({ worker: live.index, pid: live.pid, seconds }, 'media worker had stalled');
  }
}
