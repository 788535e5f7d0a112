import { decide, IDLE, type Impairment, type LinkState } from './link.ts';

/** One direction of a network in real time: keeps order, delays, loses. */
export class Lane {
  impairment: Impairment = {};
  /** Packets that did not pass, so far. */
  lost = 0;
  #state: LinkState = IDLE;
  #lastDueAt = 0;
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #random: () => number;

  constructor(random: () => number) {
    this.#random = random;
  }

  /** Sends a packet through; `deliver` runs when it comes out, or never. Answers whether it will come out. */
  pass(bytes: number, deliver: () => void, lossless = false): boolean {
    const now = performance.now();
    const impairment = lossless ? { ...this.impairment, loss: 0, queueBytes: Infinity } : this.impairment;
    const { verdict, state } = decide(impairment, this.#state, { bytes, now, random: this.#random() });
    this.#state = state;
    if (!verdict.pass) {
      this.lost += 1;
      return false;
    }
    const dueAt = Math.max(now + verdict.afterMs, this.#lastDueAt);
    this.#lastDueAt = dueAt;
    if (dueAt - now < 1 && this.#timers.size === 0) deliver();
    else this.#later(dueAt - now, deliver);
    return true;
  }

  close(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }

  #later(delayMs: number, deliver: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      deliver();
    }, delayMs);
    this.#timers.add(timer);
  }
}
