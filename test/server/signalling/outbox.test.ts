import type { AnyEvent } from '@earshot/shared';
import { Outbox } from '@earshot/server/signalling/outbox.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const event = (size = 10): AnyEvent => ({
  name: 'reactions',
  data: { counts: { like: 1 }, at: Number('1'.repeat(size)) },
});

describe('Outbox', () => {
  it('S1: numbers events from 1 without gaps', () => {
    const outbox = new Outbox({ events: 10, bytes: 10_000 });
    expect([event(), event(), event()].map((one) => outbox.push(one).seq)).toEqual([1, 2, 3]);
    expect(outbox.lastSeq).toBe(3);
  });

  it('replays what came after a number, in order, and nothing when all is known', () => {
    const outbox = new Outbox({ events: 10, bytes: 10_000 });
    for (let count = 0; count < 4; count += 1) outbox.push(event());
    expect(outbox.since(2)?.map(({ seq }) => seq)).toEqual([3, 4]);
    expect(outbox.since(4)).toEqual([]);
  });

  it('gives up on a gap when events beyond its bounds are gone, by count or by bytes', () => {
    const few = new Outbox({ events: 2, bytes: 10_000 });
    for (let count = 0; count < 4; count += 1) few.push(event());
    expect(few.since(1)).toBeUndefined();
    expect(few.since(2)).toHaveLength(2);
    const small = new Outbox({ events: 100, bytes: 100 });
    for (let count = 0; count < 4; count += 1) small.push(event());
    expect(small.since(0)).toBeUndefined();
    expect(small.since(4)).toEqual([]);
  });

  it('gives up on a number that was never given out', () => {
    const outbox = new Outbox({ events: 2, bytes: 10_000 });
    outbox.push(event());
    expect(outbox.since(7)).toBeUndefined();
  });

  it('S9: forgets events that the client is known to have', () => {
    const outbox = new Outbox({ events: 10, bytes: 10_000 });
    for (let count = 0; count < 4; count += 1) outbox.push(event());
    const before = outbox.unacknowledgedBytes;
    outbox.acknowledge(3);
    expect(outbox.since(2)).toBeUndefined();
    expect(outbox.since(3)).toHaveLength(1);
    expect(outbox.unacknowledgedBytes).toBe(before / 4);
  });

  it('never keeps more than its bounds and never replays with a gap, whatever happens', () => {
    const step = fc.oneof(
      fc.record({ push: fc.integer({ min: 1, max: 15 }) }),
      fc.record({ acknowledge: fc.integer({ min: 0, max: 60 }) }),
      fc.record({ clear: fc.constant(true) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const outbox = new Outbox({ events: 5, bytes: 200 });
        for (const one of steps) {
          if ('push' in one) outbox.push(event(one.push));
          else if ('acknowledge' in one) outbox.acknowledge(Math.min(one.acknowledge, outbox.lastSeq));
          else outbox.clear();
          for (let from = 0; from <= outbox.lastSeq; from += 1) {
            const replay = outbox.since(from);
            if (replay === undefined) continue;
            expect(replay.length).toBeLessThanOrEqual(5);
            expect(replay.map(({ seq }) => seq)).toEqual(replay.map((_, index) => from + 1 + index));
          }
        }
      }),
    );
  });
});
