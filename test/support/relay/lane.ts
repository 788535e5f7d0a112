import { decide, IDLE, type Impairment, type LinkState, type Verdict } from './link.ts';

/** How a packet came out of a lane. */
export interface Timing {
  /** Time between entrance and exit, ms. */
  readonly delayMs: number;
  /** How much later than it should have, ms: the lane's own fault. */
  readonly lateMs: number;
  /** A packet that entered later came out earlier. */
  readonly isOvertaken: boolean;
}

/** One packet on its way. */
interface Waiting {
  readonly index: number;
  readonly enteredAt: number;
  readonly dueAt: number;
  readonly deliver: (timing: Timing) => void;
}

/** Timers count whole milliseconds: what is due within this is due now. */
const DUE_WITHIN_MS = 0.5;

/** Datagrams on their way at once; more are lost, as in a full queue. 200 ms of 80,000 a second. */
const MAX_WAITING = 16_384;

/** A stream keeps every byte in its place. */
const NEVER = { share: 0, byMs: 0 };

/** One direction of a network in real time: delays, loses, keeps order unless told not to. */
export class Lane {
  impairment: Impairment = {};
  /** Packets that did not pass, so far. */
  lost = 0;
  #state: LinkState = IDLE;
  #entered = 0;
  /** Highest index that has come out. */
  #furthest = -1;
  /** In order of exit. One timer for all of them: two timers of nearly the same time may fire in either order. */
  readonly #waiting: Waiting[] = [];
  #timer: NodeJS.Timeout | undefined;
  readonly #random: () => number;

  constructor(random: () => number) {
    this.#random = random;
  }

  /** Sends a packet through; `deliver` runs when it comes out, or never. Answers what was decided. */
  pass(bytes: number, deliver: (timing: Timing) => void, lossless = false): Verdict {
    const now = performance.now();
    const impairment = lossless
      ? { ...this.impairment, loss: 0, reorder: NEVER, queueBytes: Infinity }
      : this.impairment;
    const decided = decide(impairment, this.#state, { bytes, now, random: this.#random });
    this.#state = decided.state;
    const isFull = !lossless && this.#waiting.length >= MAX_WAITING;
    const verdict = isFull ? ({ pass: false, reason: 'queue' } as const) : decided.verdict;
    if (verdict.pass) {
      this.#enter({ index: this.#entered, enteredAt: now, dueAt: now + verdict.afterMs, deliver });
      this.#entered += 1;
    } else {
      this.lost += 1;
    }
    return verdict;
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#waiting.length = 0;
  }

  #enter(packet: Waiting): void {
    let place = this.#waiting.length;
    while (place > 0 && (this.#waiting[place - 1]?.dueAt ?? 0) > packet.dueAt) place -= 1;
    this.#waiting.splice(place, 0, packet);
    if (place === 0) this.#release();
  }

  /** Lets out what is due and sleeps until the next. */
  #release(): void {
    clearTimeout(this.#timer);
    for (;;) {
      const next = this.#waiting[0];
      if (next === undefined) return;
      const now = performance.now();
      if (next.dueAt - now >= DUE_WITHIN_MS) {
        this.#timer = setTimeout(() => this.#release(), next.dueAt - now);
        return;
      }
      this.#waiting.shift();
      const { index, enteredAt, dueAt, deliver } = next;
      const timing = { delayMs: now - enteredAt, lateMs: Math.max(0, now - dueAt) };
      deliver({ ...timing, isOvertaken: index < this.#furthest });
      this.#furthest = Math.max(this.#furthest, index);
    }
  }
}
