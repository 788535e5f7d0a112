import { Worker } from 'node:worker_threads';
import type { Impairment } from '../link.ts';
import type { GroundOptions } from './core.ts';
import type { Leg, Place } from './places.ts';
import { injectedBetween, type Injected, type Reading } from './reading.ts';

/** What the relay's thread can be told. */
export type Order =
  | { readonly do: 'name'; readonly serverUfrag: string; readonly leg: Leg }
  | { readonly do: 'impair'; readonly place: Place; readonly impairment: Impairment }
  | { readonly do: 'read' };

/** What it answers: 0 is its first word, that it listens. */
export interface Answer {
  readonly id: number;
  readonly reading?: Reading;
  readonly error?: string;
}

/** A measurement under way. */
export interface GroundWindow {
  /** What the relay did since the window was opened. */
  close(): Promise<Injected>;
}

/**
 * A network between all participants and the server whose harm is known: it impairs any one direction of any one
 * transport alone, and counts what it really did. STUN, DTLS and RTCP are impaired like media.
 */
export interface GroundRelay {
  readonly address: string;
  /** Says whose transport it is that has this ICE username on the server; the relay reads the names in STUN. */
  name(serverUfrag: string, leg: Leg): Promise<void>;
  /** Changes how one place behaves, from its next datagram on; `{}` makes it perfect again. */
  impair(place: Place, impairment: Impairment): Promise<void>;
  /** Begins to measure. Windows may overlap. */
  openWindow(): Promise<GroundWindow>;
  close(): Promise<void>;
}

/** Opens a relay on a thread of its own; open it before anybody joins. */
export async function openGroundRelay(options: GroundOptions): Promise<GroundRelay> {
  const thread = await Thread.start(options);
  const read = async () => {
    const { reading } = await thread.tell({ do: 'read' });
    if (reading === undefined) throw new Error('the relay gave no reading');
    return reading;
  };
  return {
    address: options.address,
    async name(serverUfrag, leg) {
      await thread.tell({ do: 'name', serverUfrag, leg });
    },
    async impair(place, impairment) {
      await thread.tell({ do: 'impair', place, impairment });
    },
    async openWindow() {
      const before = await read();
      return { close: async () => injectedBetween(await read(), before) };
    },
    close: () => thread.stop(),
  };
}

/** How long the thread may take for an order. */
const ANSWER_TIMEOUT_MS = 10_000;

/** The relay's thread as seen from the test. */
class Thread {
  readonly #worker: Worker;
  readonly #pending = new Map<number, (answer: Answer) => void>();
  #lastId = 0;

  private constructor(options: GroundOptions) {
    this.#worker = new Worker(new URL('./ground-main.ts', import.meta.url), { workerData: options });
    this.#worker.on('message', (answer: Answer) => this.#pending.get(answer.id)?.(answer));
    const fail = (why: string) => {
      for (const [id, settle] of this.#pending) settle({ id, error: why });
    };
    this.#worker.on('error', (error) => fail(error instanceof Error ? error.message : String(error)));
    this.#worker.on('exit', () => fail('the relay has ended'));
  }

  static async start(options: GroundOptions): Promise<Thread> {
    const thread = new Thread(options);
    try {
      await thread.#answerTo(0);
    } catch (error) {
      await thread.stop();
      throw error;
    }
    return thread;
  }

  async tell(order: Order): Promise<Answer> {
    this.#lastId += 1;
    const answered = this.#answerTo(this.#lastId);
    this.#worker.postMessage({ id: this.#lastId, order });
    return answered;
  }

  /** Its sockets end with it. */
  async stop(): Promise<void> {
    await this.#worker.terminate();
  }

  #answerTo(id: number): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => settle({ id, error: 'the relay did not answer' }), ANSWER_TIMEOUT_MS);
      const settle = (answer: Answer) => {
        clearTimeout(timer);
        this.#pending.delete(id);
        if (answer.error === undefined) resolve(answer);
        else reject(new Error(answer.error));
      };
      this.#pending.set(id, settle);
    });
  }
}
