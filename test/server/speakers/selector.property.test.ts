import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSpeakerState, next } from '../../../server/speakers/selector.ts';

import { timeline } from './timeline.ts';

describe('the dominant speakers', () => {
  it('hold nobody twice, nobody who left, and no more than the capacity, whatever happens', () => {
    const id = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f');
    const levels = fc.uniqueArray(fc.record({ id, level: fc.integer({ min: -60, max: 0 }) }), {
      selector: ({ id }) => id,
    });
    const event = fc.oneof(
      { weight: 6, arbitrary: fc.record({ kind: fc.constant('levels' as const), levels }) },
      fc.record({
        kind: fc.constantFrom('dominant' as const, 'unmuted' as const, 'muted' as const, 'left' as const),
        id,
      }),
    );
    fc.assert(
      fc.property(
        fc.array(fc.tuple(event, fc.integer({ min: 0, max: 700 })), { maxLength: 120 }),
        (steps) => {
          let state = createSpeakerState<string>({ capacity: 4 });
          let now = 0;
          for (const [happened, ms] of steps) {
            now += ms;
            const before = state.order;
            const result = next(state, happened, now);
            state = result.state;
            expect(new Set(state.order).size).toBe(state.order.length);
            expect(state.order.length).toBeLessThanOrEqual(4);
            expect(result.changed).toBe(before.join() !== state.order.join());
            if (happened.kind === 'left') expect(state.order).not.toContain(happened.id);
            for (const listed of state.order) expect(state.voices.get(listed)?.placedAt).toBeDefined();
          }
        },
      ),
    );
  });

  it('have the observer’s choice at the head within a second, unmuted and moved to, whatever the levels say', () => {
    const id = fc.constantFrom('a', 'b', 'c', 'd');
    const levels = fc.uniqueArray(fc.record({ id, level: fc.integer({ min: -60, max: 0 }) }), {
      selector: ({ id }) => id,
    });
    fc.assert(
      fc.property(fc.array(fc.tuple(id, levels), { minLength: 2, maxLength: 30 }), (rounds) => {
        const line = timeline();
        line.unmute('a', 'b', 'c', 'd');
        let before: string | undefined;
        for (const [choice, loud] of rounds) {
          line.step({ kind: 'dominant', id: choice });
          for (let n = 0; n < 4; n += 1) line.talk({ ...toRecord(loud), [choice]: -20 }, 250);
          if (before !== undefined) expect(line.state.order[0]).toBe(choice);
          before = choice;
        }
      }),
    );
  });
});

function toRecord(levels: readonly { id: string; level: number }[]): Record<string, number> {
  return Object.fromEntries(levels.map(({ id, level }) => [id, level]));
}
