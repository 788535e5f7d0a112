import type { Window } from './ports.ts';

/** How long readings are remembered, ms: reports are up to half a minute late, and a reading before and after is needed. */
export const REMEMBERED_MS = 60_000;
/** Readings of one thing: one in 5 s, and some that come early. */
const MAX_READINGS = 20;

/** Counters of one thing, by name: each only grows, but for a restart. */
export type Counters = Readonly<Record<string, number>>;

interface Reading<C extends Counters> {
  readonly at: number;
  readonly counters: C;
}

/** The last minute of something's counters: what they grew by in any part of it. A fixed amount of memory. */
export class SnapshotRing<C extends Counters> {
  readonly #readings: Reading<C>[] = [];

  /** `at`: monotonic ms, later than the one before. Counters that fell begin anew. */
  add(at: number, counters: C): void {
    const last = this.#readings.at(-1);
    if (
      last !== undefined &&
      Object.entries(counters).some(([name, value]) => value < (last.counters[name] ?? 0))
    )
      this.#readings.length = 0;
    this.#readings.push({ at, counters });
    while (this.#readings.length > MAX_READINGS || at - (this.#readings[0]?.at ?? at) > REMEMBERED_MS)
      this.#readings.shift();
  }

  /**
   * What was counted between the last reading at or before the window and the first at or after it; where one of them is
   * missing, from the nearest. Never interpolated: losses come in heaps. `undefined` when that is less than half of the
   * window.
   */
  grew({ from, to }: Window): { readonly counters: C; readonly ms: number } | undefined {
    const first = this.#readings.findLast(({ at }) => at <= from) ?? this.#readings[0];
    const last = this.#readings.find(({ at }) => at >= to) ?? this.#readings.at(-1);
    if (first === undefined || last === undefined) return undefined;
    const seen = Math.min(last.at, to) - Math.max(first.at, from);
    if (seen <= 0 || seen < (to - from) / 2) return undefined;
    const grown = Object.entries(last.counters).map(([name, value]) => [
      name,
      Math.max(0, value - (first.counters[name] ?? 0)),
    ]);
    return { counters: Object.fromEntries(grown) as C, ms: last.at - first.at };
  }

  /** What was counted between the last two readings; `undefined` before the second. */
  latest(): C | undefined {
    const [before, last] = this.#readings.slice(-2);
    if (before === undefined || last === undefined) return undefined;
    const grown = Object.entries(last.counters).map(([name, value]) => [
      name,
      value - (before.counters[name] ?? 0),
    ]);
    return Object.fromEntries(grown) as C;
  }

  /** Time within the window in which none of these counters grew from one reading to the next, ms. */
  stood(name: keyof C & string, { from, to }: Window): number {
    let ms = 0;
    for (const [index, reading] of this.#readings.entries()) {
      const before = this.#readings[index - 1];
      if (before === undefined || reading.counters[name] !== before.counters[name]) continue;
      ms += Math.max(0, Math.min(to, reading.at) - Math.max(from, before.at));
    }
    return ms;
  }
}
