/** What it needs of a socket; Node's own fit. */
export interface HeldSocket {
  cork(): void;
  uncork(): void;
}

/** Longest time of one slice, ms. */
const SLICE_MS = 3;

/**
 * Spreads the writing of events over turns of the event loop. What is told to 350 people at once is 350 system calls, and a
 * speaker change tells several things in one turn: written at once they would hold up everything else for tens of
 * milliseconds. Sockets are held back (their frames keep their order) and let go in the order in which they were told.
 */
export class WriteSlices {
  readonly #held = new Set<HeldSocket>();
  readonly #monotonic: () => number;
  readonly #defer: (action: () => void) => void;
  #scheduled = false;

  /** `monotonic` in ms; `defer` runs its argument in a later turn (default `setImmediate`). */
  constructor(monotonic: () => number, defer: (action: () => void) => void = setImmediate) {
    this.#monotonic = monotonic;
    this.#defer = defer;
  }

  /** Holds back what is written to it from now on, until its turn comes. */
  hold(socket: HeldSocket): void {
    if (this.#held.has(socket)) return;
    this.#held.add(socket);
    socket.cork();
    this.#wake();
  }

  #wake(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    this.#defer(() => {
      this.#scheduled = false;
      this.#release();
    });
  }

  #release(): void {
    const endsAt = this.#monotonic() + SLICE_MS;
    for (const socket of this.#held) {
      this.#held.delete(socket);
      socket.uncork();
      if (this.#monotonic() >= endsAt) break;
    }
    if (this.#held.size > 0) this.#wake();
  }
}
