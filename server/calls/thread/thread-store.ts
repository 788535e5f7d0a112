import { EarshotError } from '@earshot/shared';
import { Worker } from 'node:worker_threads';
import type { Clock } from '../../clock.ts';
import type {
  AnswerMessage,
  RequestMessage,
  StoreAnswer,
  StoreRequestName,
  StoreRequests,
} from './protocol.ts';

/** Requests that may wait at one time: more of them mean that the store does not keep up. */
const MAX_PENDING = 64;
/** How long a thread that ended is left alone before another one is started, ms. */
const RESTART_MS = 1_000;

interface Pending {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: EarshotError) => void;
}

/** What the store does on its thread, as promises. */
export interface AskStore {
  /** Rejects with `store_unavailable`. */
  <N extends StoreRequestName>(name: N, params: StoreRequests[N]): Promise<StoreAnswer<N>>;
}

/** Runs the store on a thread of its own, and starts another when that one ends. */
export class ThreadStore {
  readonly #url: string;
  readonly #clock: Clock;
  readonly #onExit: (error: Error | undefined) => void;
  readonly #pending = new Map<number, Pending>();
  #worker: Worker | undefined;
  #nextId = 0;
  #isClosed = false;
  #restingUntil = 0;

  constructor(parts: {
    readonly url: string;
    readonly clock: Clock;
    readonly onExit: (error: Error | undefined) => void;
  }) {
    this.#url = parts.url;
    this.#clock = parts.clock;
    this.#onExit = parts.onExit;
  }

  readonly ask: AskStore = (name, params) => {
    const worker = this.#start();
    if (worker === undefined || this.#pending.size >= MAX_PENDING)
      return Promise.reject(new EarshotError('store_unavailable'));
    return new Promise((resolve, reject) => {
      const id = (this.#nextId += 1);
      // The thread answers each name with what `StoreService` gives for it.
      this.#pending.set(id, { resolve: resolve as (value: unknown) => void, reject });
      worker.ref();
      worker.postMessage({ id, name, params } satisfies RequestMessage);
    });
  };

  /** Ends the thread once it has answered what it was asked. Idempotent. */
  async close(): Promise<void> {
    const worker = this.#worker;
    if (this.#isClosed || worker === undefined) {
      this.#isClosed = true;
      return;
    }
    await this.ask('close', {}).catch(() => undefined);
    this.#isClosed = true;
    await worker.terminate();
  }

  #start(): Worker | undefined {
    if (this.#isClosed) return undefined;
    if (this.#worker !== undefined) return this.#worker;
    if (this.#clock.monotonic() < this.#restingUntil) return undefined;
    const worker = new Worker(new URL('./main.ts', import.meta.url), {
      workerData: { url: this.#url },
      name: 'earshot-store',
    });
    let failure: Error | undefined;
    worker.on('message', (message: AnswerMessage) => this.#settle(message));
    worker.on('error', (error) => {
      failure = error instanceof Error ? error : new Error(String(error));
    });
    worker.on('exit', () => {
      this.#worker = undefined;
      this.#restingUntil = this.#clock.monotonic() + RESTART_MS;
      for (const { reject } of this.#pending.values()) reject(new EarshotError('store_unavailable'));
      this.#pending.clear();
      if (!this.#isClosed) this.#onExit(failure);
    });
    // What waits for an answer keeps the process; an idle store does not.
    worker.unref();
    this.#worker = worker;
    return worker;
  }

  #settle(message: AnswerMessage): void {
    const pending = this.#pending.get(message.id);
    if (pending === undefined) return;
    this.#pending.delete(message.id);
    if (this.#pending.size === 0) this.#worker?.unref();
    if (message.ok) {
      pending.resolve(message.value);
      return;
    }
    const cause = new Error(message.message);
    pending.reject(new EarshotError(message.away ? 'store_unavailable' : 'internal', undefined, { cause }));
  }
}
