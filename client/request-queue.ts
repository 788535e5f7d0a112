import { EarshotError, LIMITS, type RequestFrame, type RequestName } from '@earshot/shared';
import type { Clock } from './clock.ts';
import { toError } from './connection.ts';

/** Bytes that socket.io puts around a frame (`42123["request",...]`), rounded up. */
const ENVELOPE_BYTES = 64;
/** Requests kept in all; beyond the server's window they wait for answers. */
const MAX_WAITING = 100;

interface Pending {
  readonly frame: RequestFrame;
  readonly bytes: number;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: EarshotError) => void;
  /** Defined while it is out on the present socket. */
  cancelTimer: (() => void) | undefined;
}

type Send = (frame: RequestFrame, onAnswer: (answer: unknown) => void) => void;

/** Length of a frame on the wire, bytes (an upper bound). */
export function frameBytes(frame: RequestFrame): number {
  return new TextEncoder().encode(JSON.stringify(frame)).byteLength + ENVELOPE_BYTES;
}

/**
 * Requests and their answers, over one socket after another: what is unanswered when a socket is lost is sent again
 * with the same id on the next, and the server does not do it twice. Time-outs run only while a socket is there.
 */
export class RequestQueue {
  readonly #clock: Clock;
  readonly #newId: () => string;
  readonly #pending = new Map<string, Pending>();
  #send: Send | undefined;

  constructor(clock: Clock, newId: () => string) {
    this.#clock = clock;
    this.#newId = newId;
  }

  /** How many wait for an answer. */
  get size(): number {
    return this.#pending.size;
  }

  /** Sends now, or as soon as there is a socket. Rejects with the server's error, `timeout`, or what `rejectAll` got. */
  request(name: RequestName, params: unknown): Promise<unknown> {
    const frame: RequestFrame = { id: this.#newId(), name, params };
    const bytes = frameBytes(frame);
    return new Promise((resolve, reject) => {
      if (bytes > LIMITS.maxFrameBytes) {
        reject(
          new EarshotError('message_too_large', undefined, { details: { bytes, max: LIMITS.maxFrameBytes } }),
        );
      } else if (this.#pending.size >= MAX_WAITING) {
        reject(new EarshotError('too_many_requests_pending'));
      } else {
        this.#pending.set(frame.id, { frame, bytes, resolve, reject, cancelTimer: undefined });
        this.#flush();
      }
    });
  }

  /** A socket is there: all that is unanswered goes out, oldest first. */
  attach(send: Send): void {
    this.detach();
    this.#send = send;
    this.#flush();
  }

  /** The socket is gone: what is unanswered waits for the next. */
  detach(): void {
    this.#send = undefined;
    for (const pending of this.#pending.values()) {
      pending.cancelTimer?.();
      pending.cancelTimer = undefined;
    }
  }

  /** The server closed the socket over a frame that is too large: the largest is it, and it must not go out again. */
  rejectLargest(error: EarshotError): void {
    let largest: Pending | undefined;
    for (const pending of this.#pending.values()) {
      if (pending.bytes > (largest?.bytes ?? 0)) largest = pending;
    }
    if (largest !== undefined) this.#settle(largest, () => largest.reject(error));
  }

  /** Ends all that is unanswered. */
  rejectAll(error: EarshotError): void {
    for (const pending of [...this.#pending.values()]) this.#settle(pending, () => pending.reject(error));
  }

  #flush(): void {
    let sent = 0;
    for (const pending of this.#pending.values()) {
      if (this.#send === undefined || sent >= LIMITS.maxPendingRequests) return;
      sent += 1;
      if (pending.cancelTimer === undefined) this.#sendOne(pending, this.#send);
    }
  }

  #sendOne(pending: Pending, send: Send): void {
    pending.cancelTimer = this.#clock.after(LIMITS.requestTimeoutMs, () => {
      const error = new EarshotError('timeout', `${pending.frame.name} was not answered in time.`);
      this.#settle(pending, () => pending.reject(error));
    });
    send(pending.frame, (answer) => {
      this.#settle(pending, () => {
        settleAnswer(answer, pending);
      });
    });
  }

  #settle(pending: Pending, act: () => void): void {
    // A second answer, after a replay, finds nothing to settle.
    if (!this.#pending.delete(pending.frame.id)) return;
    pending.cancelTimer?.();
    act();
    this.#flush();
  }
}

/** Passes an answer on: its result, or its error. */
export function settleAnswer(
  answer: unknown,
  waiting: { resolve: (result: unknown) => void; reject: (error: EarshotError) => void },
): void {
  const parsed = answer as { ok?: unknown; result?: unknown; error?: unknown } | null;
  if (typeof parsed !== 'object' || parsed === null || typeof parsed.ok !== 'boolean')
    waiting.reject(new EarshotError('bad_frame', 'The answer is not what the protocol says.'));
  else if (parsed.ok) waiting.resolve(parsed.result);
  else waiting.reject(toError(parsed.error, 'internal'));
}
