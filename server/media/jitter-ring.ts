import type { Window } from './ports.ts';
import { REMEMBERED_MS } from './snapshot-ring.ts';

/** Readings kept: one in 5 s, and some that come early. */
const MAX_READINGS = 20;

interface JitterReading {
  /** Packets that came so far. */
  readonly came: number;
  readonly jitterMs: number;
}

/**
 * The last minute of a stream's jitter. It is a mean that moves with each packet, so that of a stream that stands still
 * the last one would be told for ever: a reading counts only when packets came since the one before.
 */
export class JitterRing {
  readonly #readings: { readonly at: number; readonly jitterMs: number }[] = [];
  #came: number | undefined;

  /** `at`: monotonic ms, later than the one before. */
  add(at: number, { came, jitterMs }: JitterReading): void {
    const isNews = this.#came !== undefined && came !== this.#came;
    this.#came = came;
    if (!isNews) return;
    this.#readings.push({ at, jitterMs });
    while (this.#readings.length > MAX_READINGS || at - (this.#readings[0]?.at ?? at) > REMEMBERED_MS)
      this.#readings.shift();
  }

  /** The most of the readings in a window, ms; `undefined` when there is none. */
  most({ from, to }: Window): number | undefined {
    const within = this.#readings.filter(({ at }) => at > from && at <= to);
    return within.length === 0 ? undefined : Math.max(...within.map(({ jitterMs }) => jitterMs));
  }
}
