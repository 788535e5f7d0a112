import { EarshotError } from '@earshot/shared';
import type { CallListQuery, RemovedData, SeriesQuery } from '@earshot/shared/calls-api.ts';
import { systemIds, type Clock } from '../clock.ts';
import type { Logger } from '../logger.ts';
import { DropLog } from './drop-log.ts';
import type { CallRecorder } from './ports.ts';
import { Recorder, type Kept } from './recorder.ts';
import type { ExportPage, ExportRequest } from './store/export.ts';
import type { Retention } from './store/sweep.ts';
import { ThreadStore } from './thread/thread-store.ts';
import type { StoreAnswer } from './thread/protocol.ts';
import { WriteQueue, type QueueObserver } from './write-queue.ts';

/** What operators ask. All reject with `store_unavailable` when the database cannot be used now. */
export interface CallReader {
  /** Rejects with `bad_params` for a cursor that is none. */
  list(query: CallListQuery): Promise<NonNullable<StoreAnswer<'list'>>>;
  /** Rejects with `call_not_found`. */
  call(callId: string): Promise<NonNullable<StoreAnswer<'call'>>>;
  /** Rejects with `participant_not_found`. */
  leg(callId: string, participantId: string): Promise<NonNullable<StoreAnswer<'leg'>>>;
  /** Rejects with `participant_not_found`. */
  series(
    ref: { readonly callId: string; readonly participantId: string },
    query: SeriesQuery,
  ): Promise<NonNullable<StoreAnswer<'series'>>>;
  export(request: ExportRequest): Promise<ExportPage>;
  /** Removes all that is stored of a leg or of an identity, and takes nothing more of these legs. */
  remove(id: string): Promise<RemovedData>;
}

/** The store's own numbers. */
export interface StoreObserver extends QueueObserver {
  size(bytes: number): void;
  /** Intervals removed before their time because the store was full. */
  evicted(intervals: number): void;
  /** The store's thread ended by itself; another one takes its place. */
  threadEnded(): void;
}

/** All that is kept of calls. */
export interface Calls {
  readonly recorder: CallRecorder;
  readonly reader: CallReader;
  /** Rows that wait to be written. */
  waiting(): number;
  /** Writes what waits, and ends the thread. Never rejects. */
  close(): Promise<void>;
}

/** What it is made from. */
export interface CallsOptions {
  /** `sqlite:<path>` or `postgres://…`. */
  readonly url: string;
  readonly retention: Retention;
  readonly kept: Kept;
  readonly clock: Clock;
  readonly logger: Pick<Logger, 'info' | 'warn' | 'error'>;
  readonly observer: StoreObserver;
}

/** How often what is too old is removed, ms; at once again while there is more to remove. */
const SWEEP_MS = 60_000;
const SWEEP_AGAIN_MS = 100;

/**
 * Opens the store. Rejects with `config_invalid` when a file cannot be used, or a newer server made it; a server that cannot be reached is tried
 * again for as long as it takes, because calls do not wait for it.
 */
export async function openCalls(options: CallsOptions): Promise<Calls> {
  const calls = new LivingCalls(options);
  await calls.open();
  return calls;
}

class LivingCalls implements Calls {
  readonly recorder: Recorder;
  readonly reader: CallReader;
  readonly #options: CallsOptions;
  readonly #store: ThreadStore;
  readonly #queue: WriteQueue;
  #cancelSweep: (() => void) | undefined;
  #isReachable = true;
  #isClosed = false;

  constructor(options: CallsOptions) {
    const { url, clock, kept, logger, observer } = options;
    this.#options = options;
    const writer = systemIds.uuid();
    const log = new DropLog(clock, logger);
    this.#store = new ThreadStore({
      url,
      clock,
      onExit: (error) => {
        observer.threadEnded();
        logger.error({ err: error }, 'the thread of the call store ended; another one takes its place');
      },
    });
    this.#queue = new WriteQueue({
      clock,
      observer: {
        ...observer,
        reachable: (is, why) => this.#tellReachable(is, why),
        dropped(reason, rows, why) {
          observer.dropped(reason, rows);
          log.dropped(reason, rows, why);
        },
      },
      write: (rows, number) => {
        const batch = { writer, number, at: clock.now() };
        return this.#store.ask('write', { rows: JSON.stringify(rows), batch });
      },
    });
    this.recorder = new Recorder({ clock, kept, push: (row) => this.#queue.push(row) });
    this.reader = this.#createReader();
  }

  async open(): Promise<void> {
    const { url } = this.#options;
    try {
      await this.#store.ask('open', {});
    } catch (thrown) {
      const { code, cause } = EarshotError.from(thrown);
      const why = cause instanceof Error ? cause.message : String(cause);
      if (url.startsWith('sqlite:') || code !== 'store_unavailable') {
        await this.#store.close();
        throw new EarshotError('config_invalid', `EARSHOT_STORE_URL: the store cannot be used: ${why}`);
      }
      this.#tellReachable(false, why);
    }
    this.#sweepAfter(SWEEP_AGAIN_MS);
  }

  waiting(): number {
    return this.#queue.size;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#cancelSweep?.();
    this.recorder.close();
    await this.#queue.close();
    await this.#store.close();
  }

  #createReader(): CallReader {
    const { clock } = this.#options;
    const { ask } = this.#store;
    return {
      async list(query) {
        const list = await ask('list', { query, now: clock.now() });
        if (list === null)
          throw new EarshotError('bad_params', undefined, { details: { fields: ['cursor'] } });
        return list;
      },
      async call(callId) {
        const call = await ask('call', { callId, now: clock.now() });
        if (call === null) throw new EarshotError('call_not_found');
        return call;
      },
      async leg(callId, participantId) {
        const leg = await ask('leg', { callId, participantId, now: clock.now() });
        if (leg === null) throw new EarshotError('participant_not_found');
        return leg;
      },
      async series(ref, query) {
        const series = await ask('series', { ...ref, query, now: clock.now() });
        if (series === null) throw new EarshotError('participant_not_found');
        return series;
      },
      export: (request) => ask('export', request),
      remove: (id) => this.#remove(id),
    };
  }

  async #remove(id: string): Promise<RemovedData> {
    const alsoLegs = this.recorder.findLegs(id);
    // First: what comes while this goes on is not taken.
    this.recorder.forget(alsoLegs);
    await this.#queue.drain();
    const { removed, participantIds } = await this.#store.ask('erase', {
      id,
      alsoLegs,
      now: this.#options.clock.now(),
    });
    this.recorder.forget(participantIds);
    return removed;
  }

  #tellReachable(isReachable: boolean, why?: string): void {
    this.#options.observer.reachable(isReachable);
    if (isReachable === this.#isReachable) return;
    this.#isReachable = isReachable;
    if (isReachable) this.#options.logger.info({}, 'the call store can be used again');
    else this.#options.logger.warn({ why }, 'the call store cannot be used now; rows wait for it');
  }

  #sweepAfter(delayMs: number): void {
    if (this.#isClosed) return;
    this.#cancelSweep = this.#options.clock.after(delayMs, () => void this.#sweep());
  }

  async #sweep(): Promise<void> {
    const { clock, retention, observer } = this.#options;
    let more = false;
    try {
      const swept = await this.#store.ask('sweep', { retention, now: clock.now() });
      observer.size(swept.bytes);
      if (swept.evicted > 0) observer.evicted(swept.evicted);
      more = swept.more;
    } catch (thrown) {
      const error = EarshotError.from(thrown);
      if (error.code === 'internal')
        this.#options.logger.error({ err: error.cause }, 'the call store was not swept');
    }
    this.#sweepAfter(more ? SWEEP_AGAIN_MS : SWEEP_MS);
  }
}
