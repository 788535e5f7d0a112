import { EarshotError } from '@earshot/shared';

/** Work that waits for its turn at one gate at most; more than that come only when something is badly wrong. */
const MAX_WAITING = 2_000;

/** Lets a few run at a time, the others in the order in which they came. */
export class Gate {
  readonly #atOnce: number;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor(atOnce: number) {
    this.#atOnce = atOnce;
  }

  /** Settles as `work` does. Rejects with `node_full` when too many wait already. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#running >= this.#atOnce) {
      if (this.#waiting.length >= MAX_WAITING) throw new EarshotError('node_full');
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    } else this.#running += 1;
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      // Its place is handed on.
      if (next === undefined) this.#running -= 1;
      else next();
    }
  }
}
