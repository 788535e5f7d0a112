/**
 * Load that was placed on a worker and is not measured yet: without it all who join in one second would go to the worker
 * that was the emptiest before them.
 */
export class Reservations {
  readonly #monotonic: () => number;
  readonly #holdMs: number;
  /** In the order of their time. */
  readonly #entries = new Set<{ readonly until: number; readonly packets: number }>();

  /** An entry counts for `holdMs`: by then its load has been measured. `monotonic` in ms. */
  constructor(monotonic: () => number, holdMs: number) {
    this.#monotonic = monotonic;
    this.#holdMs = holdMs;
  }

  /** Packets/s now. */
  get packets(): number {
    this.#prune();
    let sum = 0;
    for (const { packets } of this.#entries) sum += packets;
    return sum;
  }

  /** Counts so many packets/s; the answer takes them back, any number of times. */
  add(packets: number): () => void {
    this.#prune();
    const entry = { until: this.#monotonic() + this.#holdMs, packets };
    this.#entries.add(entry);
    return () => {
      this.#entries.delete(entry);
    };
  }

  #prune(): void {
    const now = this.#monotonic();
    for (const entry of this.#entries) {
      if (entry.until > now) return;
      this.#entries.delete(entry);
    }
  }
}
