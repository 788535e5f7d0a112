/**
 * What a leg's time has come to. Every moment from its beginning to its end is counted once and only once: as covered,
 * when an interval that its client reported contains it, or as missed, when none came in time. Pure; all times are
 * monotonic ms of the server.
 */

/** A stretch of time, `from` before `to`. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** What of a leg's time is counted. */
export interface Ledger {
  /** All before it is counted for good: what comes of it now comes too late. */
  readonly settledTo: number;
  /** What intervals cover later than that: in order, apart from each other, at most `MAX_STRETCHES`. */
  readonly covered: readonly Stretch[];
}

/** Holes between reports are rare: a client that makes more of them than this is not believed to have covered more. */
export const MAX_STRETCHES = 64;

/** Nothing is counted of a leg that begins then. */
export function openLedger(from: number): Ledger {
  return { settledTo: from, covered: [] };
}

/**
 * Takes in a reported interval. `addedMs`, 0 or more, is what it covers of the time until `now` that is neither settled
 * nor covered by another: an interval that comes twice, overlaps, or lies in the future adds no more than is due.
 */
export function cover(
  ledger: Ledger,
  interval: Stretch,
  now: number,
): { readonly ledger: Ledger; readonly addedMs: number } {
  const from = Math.max(interval.from, ledger.settledTo);
  const to = Math.min(interval.to, now);
  if (!(from < to)) return { ledger, addedMs: 0 };
  const covered = joined([...ledger.covered, { from, to }]);
  if (covered.length > MAX_STRETCHES) return { ledger, addedMs: 0 };
  const addedMs = Math.max(0, lengthOf(covered) - lengthOf(ledger.covered));
  return { ledger: { ...ledger, covered }, addedMs };
}

/** Closes the books on all before `until`. `missed` is what no interval has covered of it, in order. */
export function settle(
  ledger: Ledger,
  until: number,
): { readonly ledger: Ledger; readonly missed: readonly Stretch[] } {
  if (until <= ledger.settledTo) return { ledger, missed: [] };
  const after = ledger.covered.filter(({ to }) => to > until);
  return {
    ledger: {
      settledTo: until,
      covered: after.map(({ from, to }) => ({ from: Math.max(from, until), to })),
    },
    missed: findMissed(ledger, { from: ledger.settledTo, to: until }),
  };
}

/** What of a stretch is neither settled nor covered, in order. */
export function findMissed({ settledTo, covered }: Ledger, { from, to }: Stretch): readonly Stretch[] {
  const missed: Stretch[] = [];
  let at = Math.max(from, settledTo);
  for (const stretch of covered) {
    if (stretch.from >= to) break;
    if (stretch.from > at) missed.push({ from: at, to: stretch.from });
    at = Math.max(at, stretch.to);
  }
  if (at < to) missed.push({ from: at, to });
  return missed;
}

/** The same time in as few stretches as possible, in order. */
function joined(stretches: readonly Stretch[]): readonly Stretch[] {
  const result: Stretch[] = [];
  for (const stretch of [...stretches].sort((left, right) => left.from - right.from)) {
    const last = result.at(-1);
    if (last === undefined || stretch.from > last.to) result.push(stretch);
    else result[result.length - 1] = { from: last.from, to: Math.max(last.to, stretch.to) };
  }
  return result;
}

/** Of stretches that are apart from each other, ms. */
export function lengthOf(stretches: readonly Stretch[]): number {
  return stretches.reduce((sum, { from, to }) => sum + to - from, 0);
}
