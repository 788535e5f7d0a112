import type { Timing } from '../lane.ts';
import type { DropReason, Verdict } from '../link.ts';

/** What really happened to some datagrams. All are sums, so that two readings differ by what happened between them. */
export interface Tally {
  /** Datagrams that came. */
  readonly packets: number;
  readonly bytes: number;
  /** Lost at random. */
  readonly loss: number;
  /** Without room before the bottleneck. */
  readonly queue: number;
  /** Come while nothing passed. */
  readonly cut: number;
  /** Runs of datagrams lost at random in a row. */
  readonly bursts: number;
  /** Sent on. The others still wait. */
  readonly forwarded: number;
  /** Sent on after one that came later. */
  readonly overtaken: number;
  /** Sum of the delays of those sent on, ms, and of their squares, ms². */
  readonly delayMs: number;
  readonly delayMs2: number;
}

/** Nothing has happened. */
export const EMPTY: Tally = {
  packets: 0,
  bytes: 0,
  loss: 0,
  queue: 0,
  cut: 0,
  bursts: 0,
  forwarded: 0,
  overtaken: 0,
  delayMs: 0,
  delayMs2: 0,
};

/** Counts into a tally. */
export class Counter {
  readonly #tally: { -readonly [Name in keyof Tally]: Tally[Name] } = { ...EMPTY };
  #lastDropped: DropReason | undefined;

  get tally(): Tally {
    return { ...this.#tally };
  }

  came(bytes: number, verdict: Verdict): void {
    const tally = this.#tally;
    tally.packets += 1;
    tally.bytes += bytes;
    const dropped = verdict.pass ? undefined : verdict.reason;
    if (dropped !== undefined) tally[dropped] += 1;
    if (dropped === 'loss' && this.#lastDropped !== 'loss') tally.bursts += 1;
    this.#lastDropped = dropped;
  }

  left({ delayMs, isOvertaken }: Timing): void {
    const tally = this.#tally;
    tally.forwarded += 1;
    tally.delayMs += delayMs;
    tally.delayMs2 += delayMs * delayMs;
    if (isOvertaken) tally.overtaken += 1;
  }
}

/** What happened between two readings. */
export function subtractTally(after: Tally, before: Tally = EMPTY): Tally {
  const entries = Object.entries(after).map(([name, value]) => [name, value - before[name as keyof Tally]]);
  return Object.fromEntries(entries) as Tally;
}

/** Share that did not pass, for whatever reason, 0..1. */
export function lossOf({ packets, loss, queue, cut }: Pick<Tally, DropReason | 'packets'>): number {
  return packets === 0 ? 0 : (loss + queue + cut) / packets;
}

/** Delays of what passed: mean and standard deviation, ms. */
export function delayOf({ forwarded, delayMs, delayMs2 }: Tally): { meanMs: number; deviationMs: number } {
  if (forwarded === 0) return { meanMs: 0, deviationMs: 0 };
  const meanMs = delayMs / forwarded;
  return { meanMs, deviationMs: Math.sqrt(Math.max(0, delayMs2 / forwarded - meanMs ** 2)) };
}
