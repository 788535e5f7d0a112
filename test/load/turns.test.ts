import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hasFloor, sentenceIn, slotAt } from '../../load/scenarios/lib/turns.ts';

const turns = { talkers: 25, together: 5, slotSeconds: 4 };
const talking = (slot: number) =>
  Array.from({ length: turns.talkers }, (_, place) => place).filter((place) => hasFloor(turns, place, slot));

describe('turns in a conversation', () => {
  it('give the floor to as many as talk together, and one more and one fewer with each slot', () => {
    expect(talking(0)).toEqual([0, 1, 2, 3, 4]);
    expect(talking(1)).toEqual([1, 2, 3, 4, 5]);
    expect(talking(23)).toEqual([0, 1, 2, 23, 24]);
    expect(talking(25)).toEqual(talking(0));
  });

  it('reach everybody, and nobody who is not of the conversation', () => {
    expect(new Set(Array.from({ length: 25 }, (_, slot) => talking(slot)).flat()).size).toBe(25);
    expect(hasFloor(turns, 25, 0)).toBe(false);
    expect(hasFloor(turns, -1, 24)).toBe(false);
  });

  it('never let more talk than there are', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 30 }),
        fc.integer({ min: 1, max: 9 }),
        fc.nat(500),
        (talkers, together, slot) => {
          const some = { talkers, together, slotSeconds: 4 };
          const count = Array.from({ length: talkers }, (_, place) => hasFloor(some, place, slot)).filter(
            Boolean,
          );
          expect(count).toHaveLength(Math.min(talkers, together));
        },
      ),
    );
  });

  it('count slots from the start, and sentences end within theirs', () => {
    expect([0, 3.99, 4, 41].map((seconds) => slotAt(turns, seconds))).toEqual([0, 0, 1, 10]);
    for (let place = 0; place < turns.talkers; place += 1) {
      const { at, seconds } = sentenceIn(turns, place);
      expect(at + seconds).toBeLessThanOrEqual(turns.slotSeconds);
    }
  });
});
