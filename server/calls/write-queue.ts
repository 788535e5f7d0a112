import { EarshotError } from '@earshot/shared';
import type { Clock } from '../clock.ts';
import type { StoreRow } from './rows.ts';
import type { WriteResult } from './store/writer.ts';

/** How long a row waits at most before it is handed over, ms. */
export const FLUSH_MS = 500;
/** Pause after the store could not be used, ms: doubled each time up to the second one. */
const RETRY_MS = 500;
const RETRY_MAX_MS = 5_000;
/** Rows in one batch: some 10 ms of work for the store. */
const BATCH_ROWS = 1_000;

/** Why a row is not in the store. */
export const DROP_REASONS = ['full', 'failed', 'removed'] as const;
/** @see DROP_REASONS */
export type DropReason = (typeof DROP_REASONS)[number];

/** Counts what goes through the queue. */
export interface QueueObserver {
  written(rows: number): void;
  /** `full`: there was no room to wait; `failed`: the database refused it; `removed`: data of its participant was removed. `why`: what the database said. */
  dropped(reason: DropReason, rows: number, why?: string): void;
  flushed(seconds: number): void;
  /** The store cannot be used, for the reason that the database gave, or can again. */
  reachable(isReachable: boolean, why?: string): void;
}

/** Hands a batch over. `number` is the same when the same batch is tried again. */
export type WriteBatch = (rows: readonly StoreRow[], number: number) => Promise<WriteResult>;

/** Rows that wait at most: of those that make calls and legs, and of intervals and events. */
export interface QueueLimits {
  readonly lasting: number;
  readonly bulk: number;
}

const LIMITS: QueueLimits = { lasting: 20_000, bulk: 10_000 };

/** Rows without which others hang in the air; all others are many and each tells little. */
const LASTING: ReadonlySet<StoreRow['type']> = new Set([
  'call',
  'callEnd',
  'leg',
  'legEnd',
  'survey',
  'issue',
]);

/**
 * Rows on their way to the store: handed over in order, in batches, one at a time. While the store cannot be used they
 * wait, up to a number; then the oldest of intervals and events go, so that what is left is how it is now.
 */
export class WriteQueue {
  readonly #write: WriteBatch;
  readonly #clock: Clock;
  readonly #observer: QueueObserver;
  readonly #limits: QueueLimits;
  #lasting: StoreRow[] = [];
  #bulk: StoreRow[] = [];
  /** Handed over and not answered. */
  #batch: readonly StoreRow[] = [];
  #number = 0;
  #flushing: Promise<void> | undefined;
  #cancel: (() => void) | undefined;
  #retryMs = RETRY_MS;
  #isClosed = false;

  constructor(parts: {
    readonly write: WriteBatch;
    readonly clock: Clock;
    readonly observer: QueueObserver;
    readonly limits?: QueueLimits;
  }) {
    this.#write = parts.write;
    this.#clock = parts.clock;
    this.#observer = parts.observer;
    this.#limits = parts.limits ?? LIMITS;
  }

  /** Rows that wait, those of the running batch included. */
  get size(): number {
    return this.#lasting.length + this.#bulk.length + this.#batch.length;
  }

  push(row: StoreRow): void {
    if (this.#isClosed) return;
    const isLasting = LASTING.has(row.type);
    const rows = isLasting ? this.#lasting : this.#bulk;
    rows.push(row);
    if (rows.length > this.#limits[isLasting ? 'lasting' : 'bulk']) {
      rows.shift();
      this.#observer.dropped('full', 1);
    }
    this.#flushAfter(FLUSH_MS);
  }

  /** Resolves when all that waits now is written; rejects with `store_unavailable` when it cannot be. */
  async drain(): Promise<void> {
    while (this.size > 0) {
      this.#cancel?.();
      this.#cancel = undefined;
      if (!(await this.#flush())) throw new EarshotError('store_unavailable');
    }
  }

  /** Writes what it can and takes nothing more. Never rejects. */
  async close(): Promise<void> {
    await this.drain().catch(() => undefined);
    this.#isClosed = true;
    this.#cancel?.();
    if (this.size > 0) this.#observer.dropped('full', this.size);
    [this.#lasting, this.#bulk, this.#batch] = [[], [], []];
  }

  #flushAfter(delayMs: number): void {
    if (this.#cancel !== undefined || this.#flushing !== undefined || this.#isClosed) return;
    this.#cancel = this.#clock.after(delayMs, () => {
      this.#cancel = undefined;
      void this.#flush();
    });
  }

  /** Hands one batch over, or waits for the one that is handed over. Answers whether it was taken. */
  async #flush(): Promise<boolean> {
    if (this.#flushing !== undefined) {
      await this.#flushing;
      return this.#batch.length === 0;
    }
    this.#flushing = this.#handOver();
    await this.#flushing;
    this.#flushing = undefined;
    const isTaken = this.#batch.length === 0;
    if (this.size > 0) this.#flushAfter(isTaken ? 0 : this.#waitLonger());
    return isTaken;
  }

  async #handOver(): Promise<void> {
    if (this.#batch.length === 0) [this.#batch, this.#number] = [this.#take(), this.#number + 1];
    if (this.#batch.length === 0) return;
    const startedAt = this.#clock.monotonic();
    try {
      const { written, failed, removed, why } = await this.#write(this.#batch, this.#number);
      this.#observer.written(written);
      if (failed > 0) this.#observer.dropped('failed', failed, why);
      if (removed > 0) this.#observer.dropped('removed', removed);
      this.#observer.flushed((this.#clock.monotonic() - startedAt) / 1_000);
      this.#settled(true);
    } catch (thrown) {
      // Away: the same batch is tried again. Anything else would fail again.
      const { code, cause } = EarshotError.from(thrown);
      const why = cause instanceof Error ? cause.message : undefined;
      if (code === 'store_unavailable') {
        this.#observer.reachable(false, why);
        return;
      }
      this.#observer.dropped('failed', this.#batch.length, why);
      this.#settled(false);
    }
  }

  #settled(isReachable: boolean): void {
    this.#batch = [];
    this.#retryMs = RETRY_MS;
    if (isReachable) this.#observer.reachable(true);
  }

  #take(): readonly StoreRow[] {
    const lasting = this.#lasting.splice(0, BATCH_ROWS);
    return [...lasting, ...this.#bulk.splice(0, BATCH_ROWS - lasting.length)];
  }

  #waitLonger(): number {
    const delay = this.#retryMs;
    this.#retryMs = Math.min(RETRY_MAX_MS, this.#retryMs * 2);
    return delay;
  }
}
