import type { Clock } from '../clock.ts';

/** How much more than the layers in use may cost: key frames that many ask for cost several times a small layer. */
const HEADROOM = 2;
/** Smaller changes are not worth a request. */
const NOISE = 0.1;
/** Less is needed this long before it is believed: who looks back at a large tile shall not wait for a new estimate, ms. */
const LOWER_AFTER_MS = 5_000;
/** What a path is always probed for, bit/s: little, and enough for a few small videos while all of them send key frames. */
const LEAST = 1_000_000;

/**
 * Keeps mediasoup from probing a receiver's path for more than it could use. It probes up to the larger of the start
 * estimate and 1.35 times the largest layer of every video, whatever layers are preferred (TransportCongestionControlClient
 * and SimulcastConsumer of mediasoup 3.27): with small tiles of large cameras that is many times the media.
 */
export class OutgoingLimit {
  readonly #clock: Clock;
  readonly #apply: (bps: number) => Promise<boolean>;
  #limit = Infinity;
  #next = Infinity;
  /** The most that was needed since the timer was set. */
  #largest = 0;
  #cancel: (() => void) | undefined;
  #closed = false;

  /** `apply`: asks the worker for this limit, bit/s; never rejects, and answers whether it holds. */
  constructor(clock: Clock, apply: (bps: number) => Promise<boolean>) {
    this.#clock = clock;
    this.#apply = apply;
  }

  /** What the preferred layers of all wanted videos cost at most, bit/s; without any nothing is probed. */
  setNeeded(bps: number): void {
    if (this.#closed || bps <= 0) return;
    this.#next = Math.max(LEAST, Math.round(bps * HEADROOM));
    this.#largest = Math.max(this.#largest, this.#next);
    if (this.#next >= this.#limit) {
      this.#cancel?.();
      this.#cancel = undefined;
      this.#set(this.#next);
    } else this.#lowerLater();
  }

  /** To the most that was needed meanwhile: each need counts for the whole time. */
  #lowerLater(): void {
    if (this.#cancel !== undefined) return;
    this.#largest = this.#next;
    this.#cancel = this.#clock.after(LOWER_AFTER_MS, () => {
      this.#cancel = undefined;
      this.#set(this.#largest);
      if (this.#next < this.#largest) this.#lowerLater();
    });
  }

  close(): void {
    this.#closed = true;
    this.#cancel?.();
  }

  #set(limit: number): void {
    const change = Math.abs(limit - this.#limit);
    if (this.#limit !== Infinity && change <= this.#limit * NOISE) return;
    this.#limit = limit;
    void this.#apply(limit).then((holds) => {
      // Asked for anew with the next plan, whatever it wants.
      if (!holds) this.#limit = 0;
    });
  }
}
