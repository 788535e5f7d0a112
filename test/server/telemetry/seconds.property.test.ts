import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  cover,
  lengthOf,
  MAX_STRETCHES,
  openLedger,
  settle,
  type Ledger,
} from '@earshot/server/telemetry/seconds.ts';

type Step =
  | { readonly do: 'pass'; readonly ms: number }
  /** An interval of this length that ended so long ago; the server's time may be behind it, too. */
  | { readonly do: 'report'; readonly agoMs: number; readonly ms: number }
  | { readonly do: 'settle'; readonly agoMs: number };

const START = 1_000;
const steps = fc.array(
  fc.oneof(
    fc.record({ do: fc.constant('pass' as const), ms: fc.integer({ min: 0, max: 30 }) }),
    fc.record({
      do: fc.constant('report' as const),
      agoMs: fc.integer({ min: -20, max: 120 }),
      ms: fc.integer({ min: 0, max: 60 }),
    }),
    fc.record({ do: fc.constant('settle' as const), agoMs: fc.integer({ min: -5, max: 60 }) }),
  ),
  { maxLength: 80 },
);

/** The same books, kept the slow way: one entry for each millisecond. */
class Model {
  readonly #fate = new Map<number, 'covered' | 'missed'>();
  #settledTo = START;

  cover(from: number, to: number, now: number): number {
    return this.#mark(Math.max(from, this.#settledTo), Math.min(to, now), 'covered');
  }

  settle(until: number): number {
    const missed = this.#mark(this.#settledTo, until, 'missed');
    this.#settledTo = Math.max(this.#settledTo, until);
    return missed;
  }

  #mark(from: number, to: number, fate: 'covered' | 'missed'): number {
    let marked = 0;
    for (let ms = from; ms < to; ms += 1) {
      if (this.#fate.has(ms)) continue;
      this.#fate.set(ms, fate);
      marked += 1;
    }
    return marked;
  }
}

/** Walks steps; answers what was counted of the time that passed. */
function walk(all: readonly Step[], onStep: (ledger: Ledger) => void = () => undefined) {
  const model = new Model();
  let ledger = openLedger(START);
  let now = START;
  let added = 0;
  let missed = 0;
  for (const step of all) {
    if (step.do === 'pass') now += step.ms;
    if (step.do === 'report') {
      const to = now - step.agoMs;
      const covered = cover(ledger, { from: to - step.ms, to }, now);
      expect(covered.addedMs).toBe(model.cover(to - step.ms, to, now));
      ledger = covered.ledger;
      added += covered.addedMs;
    }
    if (step.do === 'settle') {
      const until = Math.min(now, now - step.agoMs);
      const settled = settle(ledger, until);
      expect(lengthOf(settled.missed)).toBe(model.settle(until));
      ledger = settled.ledger;
      missed += lengthOf(settled.missed);
    }
    onStep(ledger);
  }
  const end = settle(ledger, now);
  return { added, missed: missed + lengthOf(end.missed), passed: now - START, ledger: end.ledger };
}

describe('the seconds of a leg', () => {
  it('count each moment once, whatever comes twice, late, overlapping, or not at all', () => {
    fc.assert(
      fc.property(steps, (all) => {
        const { added, missed, passed } = walk(all);
        expect(added + missed).toBe(passed);
      }),
    );
  });

  it('are kept as few stretches that lie apart from each other, in order, after what is settled', () => {
    fc.assert(
      fc.property(steps, (all) => {
        walk(all, ({ settledTo, covered }) => {
          expect(covered.length).toBeLessThanOrEqual(MAX_STRETCHES);
          let before = settledTo;
          covered.forEach(({ from, to }, index) => {
            expect(from).toBeLessThan(to);
            if (index === 0) expect(from).toBeGreaterThanOrEqual(before);
            else expect(from).toBeGreaterThan(before);
            before = to;
          });
        });
      }),
    );
  });

  it('do not count an interval that comes again', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 1, max: 50 }), (from, ms) => {
        const interval = { from: START + from, to: START + from + ms };
        const once = cover(openLedger(START), interval, START + 100);
        expect(once.addedMs).toBe(ms);
        expect(cover(once.ledger, interval, START + 100)).toEqual({ ledger: once.ledger, addedMs: 0 });
      }),
    );
  });

  it('have no room for ever more holes: what would make one more is not covered', () => {
    let ledger = openLedger(0);
    let added = 0;
    for (let index = 0; index < 2 * MAX_STRETCHES; index += 1) {
      const result = cover(ledger, { from: 10 * index, to: 10 * index + 5 }, 10_000);
      ledger = result.ledger;
      added += result.addedMs;
    }
    expect(ledger.covered).toHaveLength(MAX_STRETCHES);
    expect(added).toBe(5 * MAX_STRETCHES);
    expect(lengthOf(settle(ledger, 10_000).missed)).toBe(10_000 - added);
  });

  it('take no time that is no number', () => {
    const { addedMs } = cover(openLedger(0), { from: Number.NaN, to: 10 }, 100);
    expect(addedMs).toBe(0);
  });
});
