import { EarshotError, LIMITS, type RequestFrame, type RequestName } from '@earshot/shared';
import type { Clock } from './clock.ts';
import type { OpenSocket, WireSocket } from './connection.ts';
import { settleAnswer } from './request-queue.ts';

/** How long one try to open a socket may take, ms. */
const OPEN_TIMEOUT_MS = 8_000;
/** Frames held until somebody listens: more than a whole outbox. */
const MAX_HELD_FRAMES = LIMITS.outboxEvents * 2;

/** Who takes an open socket's events. */
export interface LiveSocketListener {
  frame(frame: unknown): void;
  /** The socket is gone. `error` is what the server said before it closed it. */
  lost(error: EarshotError | undefined): void;
}

/**
 * An open socket. Event frames are held until `listen()`: they may come before the answer to `join` or `resume` has
 * been dealt with, and must be handled after it.
 */
export class LiveSocket {
  readonly #wire: WireSocket;
  readonly #clock: Clock;
  readonly #newId: () => string;
  readonly #waiting = new Set<(error: EarshotError) => void>();
  #held: unknown[] = [];
  #listener: LiveSocketListener | undefined;
  #lost: { readonly error: EarshotError | undefined } | undefined;

  constructor(wire: WireSocket, clock: Clock, newId: () => string) {
    this.#wire = wire;
    this.#clock = clock;
    this.#newId = newId;
  }

  get open(): boolean {
    return this.#lost === undefined;
  }

  /** Delivers what was held and all that follows. */
  listen(listener: LiveSocketListener): void {
    this.#listener = listener;
    const held = this.#held;
    this.#held = [];
    for (const frame of held) listener.frame(frame);
    if (this.#lost !== undefined) listener.lost(this.#lost.error);
  }

  send(frame: RequestFrame, onAnswer: (answer: unknown) => void): void {
    if (this.#lost === undefined) this.#wire.send(frame, onAnswer);
  }

  /** A request that belongs to this socket alone (`join`, `resume`): it fails when the socket is lost. */
  request(name: RequestName, params: unknown): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (this.#lost !== undefined) {
        reject(this.#lost.error ?? new EarshotError('connection_lost'));
        return;
      }
      const done = (): void => {
        cancel();
        this.#waiting.delete(fail);
      };
      const fail = (error: EarshotError): void => {
        done();
        reject(error);
      };
      const cancel = this.#clock.after(LIMITS.requestTimeoutMs, () => {
        fail(new EarshotError('timeout', `${name} was not answered in time.`));
      });
      this.#waiting.add(fail);
      this.#wire.send({ id: this.#newId(), name, params }, (answer) => {
        done();
        settleAnswer(answer, { resolve, reject });
      });
    });
  }

  /** Closes it without telling the listener. */
  close(): void {
    this.#listener = undefined;
    this.handleLoss(undefined);
  }

  /** For `openLiveSocket`. */
  handleFrame(frame: unknown): void {
    if (this.#listener !== undefined) this.#listener.frame(frame);
    else if (this.#held.length < MAX_HELD_FRAMES) this.#held.push(frame);
  }

  /** For `openLiveSocket`. */
  handleLoss(error: EarshotError | undefined): void {
    if (this.#lost !== undefined) return;
    this.#lost = { error };
    this.#wire.close();
    for (const fail of [...this.#waiting]) fail(error ?? new EarshotError('connection_lost'));
    this.#listener?.lost(error);
  }
}

/** Opens a socket. Rejects with the server's refusal, `server_unreachable`, `timeout`, or `cancelled`. */
export function openLiveSocket(
  open: OpenSocket,
  url: string,
  tools: { readonly clock: Clock; readonly newId: () => string; readonly signal?: AbortSignal },
): Promise<LiveSocket> {
  return new Promise((resolve, reject) => {
    let live: LiveSocket | undefined;
    const settle = (): void => {
      cancel();
      tools.signal?.removeEventListener('abort', abort);
    };
    const fail = (error: EarshotError): void => {
      if (live !== undefined) {
        live.handleLoss(error);
        return;
      }
      settle();
      wire.close();
      reject(error);
    };
    const abort = (): void => {
      fail(new EarshotError('cancelled'));
    };
    const wire = open(url, {
      opened: () => {
        settle();
        live = new LiveSocket(wire, tools.clock, tools.newId);
        resolve(live);
      },
      event: (frame) => live?.handleFrame(frame),
      fatal: fail,
      failed: fail,
      closed: () => {
        if (live === undefined) fail(new EarshotError('server_unreachable'));
        else live.handleLoss(undefined);
      },
    });
    const cancel = tools.clock.after(OPEN_TIMEOUT_MS, () => {
      fail(new EarshotError('server_unreachable', 'The server did not answer in time.'));
    });
    tools.signal?.addEventListener('abort', abort);
  });
}
