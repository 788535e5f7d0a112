import {
  computeCapacity,
  createAudibleSet,
  next,
  type AudibleEvent,
} from '@earshot/server/rooms/audible-set.ts';
import type { AudibleSet } from '@earshot/server/rooms/audible-state.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

type Step = readonly [at: number, event: AudibleEvent<string>];

function walk(set: AudibleSet<string>, steps: readonly Step[]): AudibleSet<string> {
  return steps.reduce((state, [at, event]) => next(state, event, at).set, set);
}

const audible = (set: AudibleSet<string>) => [...set.places.keys()];
const unmuted = (id: string): AudibleEvent<string> => ({ kind: 'unmuted', id });
const muted = (id: string): AudibleEvent<string> => ({ kind: 'muted', id });
const loud = (...levels: (readonly [id: string, level: number])[]): AudibleEvent<string> => ({
  kind: 'heard',
  levels: levels.map(([id, level]) => ({ id, level })),
});
const heard = (...ids: string[]) => loud(...ids.map((id) => [id, -30] as const));
const tick: AudibleEvent<string> = { kind: 'tick' };
const full = () =>
  walk(createAudibleSet<string>(2), [
    [0, unmuted('a')],
    [0, unmuted('b')],
  ]);

describe('how many microphones are forwarded', () => {
  it.each([
    [1, 32],
    [31, 32],
    [32, 31],
    [50, 20],
    [100, 10],
    [111, 9],
    [112, 8],
    [350, 8],
    [0, 32],
  ])('%i participants: %i', (participants, capacity) => {
    expect(computeCapacity(participants, 50_000)).toBe(capacity);
  });
});

describe('the audible set', () => {
  it('gives a place when a microphone is first unmuted and keeps it while muted', () => {
    const set = walk(createAudibleSet<string>(2), [
      [0, unmuted('a')],
      [5_000, muted('a')],
      [60_000, tick],
    ]);
    expect(audible(set)).toEqual(['a']);
  });

  it('gives no place to a microphone that was never unmuted', () => {
    const set = walk(createAudibleSet<string>(2), [
      [0, muted('a')],
      [1, heard('a')],
    ]);
    expect(audible(set)).toEqual([]);
  });

  it('lets muted ones go first, the one muted longest before all', () => {
    const set = walk(full(), [
      [1_000, muted('b')],
      [2_000, muted('a')],
      [3_000, unmuted('c')],
    ]);
    expect(audible(set)).toEqual(['a', 'c']);
  });

  it('lets the longest silent go when nobody is muted', () => {
    const set = walk(full(), [
      [1_000, heard('a')],
      [5_000, unmuted('c')],
    ]);
    expect(audible(set)).toEqual(['a', 'c']);
  });

  it('never evicts the dominant speaker, however silent', () => {
    const set = walk(full(), [
      [1_000, heard('b')],
      [2_000, { kind: 'dominant', id: 'a' }],
      [9_000, unmuted('c')],
      [19_000, unmuted('d')],
    ]);
    expect(audible(set)).toEqual(['a', 'd']);
  });

  it('holds a place for a second', () => {
    const early = next(walk(full(), [[200, muted('a')]]), unmuted('c'), 500);
    expect(audible(early.set)).toEqual(['a', 'b']);
    expect(early.recheckAt).toBe(1_000);
    expect(audible(next(early.set, tick, 1_000).set)).toEqual(['b', 'c']);
  });

  it('lets nobody in while all others talk, except the choice of the observer of dominance', () => {
    const talking = walk(full(), [
      [4_000, heard('a', 'b')],
      [4_100, unmuted('c')],
    ]);
    expect(audible(talking)).toEqual(['a', 'b']);
    expect(audible(walk(talking, [[4_200, { kind: 'chosen', id: 'c' }]]))).toEqual(['b', 'c']);
  });

  it('does not bring back who was chosen before and lost the place since', () => {
    const set = walk(full(), [
      [500, { kind: 'chosen', id: 'a' }],
      [4_000, heard('b')],
      [5_000, unmuted('c')],
      [7_000, tick],
    ]);
    expect(audible(set)).toEqual(['b', 'c']);
  });

  it('says how many lost their places, and to what', () => {
    const talking = walk(full(), [
      [4_000, heard('a', 'b')],
      [4_100, unmuted('c')],
    ]);
    const chosen = next(talking, { kind: 'chosen', id: 'c' }, 4_200);
    expect(chosen.evicted).toEqual({ displaced: 1, capacity: 0 });
    const lower = next(chosen.set, { kind: 'capacity', target: 1 }, 5_000);
    expect(lower.evicted).toEqual({ displaced: 0, capacity: 0 });
    expect(next(lower.set, tick, 10_000).evicted).toEqual({ displaced: 0, capacity: 1 });
  });

  describe('of which all are heard in every interval', () => {
    const intervals = (
      set: AudibleSet<string>,
      [from, until]: readonly [number, number],
      said: AudibleEvent<string>,
    ) => {
      let state = set;
      for (let now = from; now <= until; now += 250) state = next(state, said, now).set;
      return state;
    };
    /** `a` and `b` have the places and talk on and on; `c` unmutes at 3 s. */
    const busy = () => {
      const talking = intervals(full(), [250, 3_000], loud(['a', -40], ['b', -30]));
      return walk(talking, [[3_000, unmuted('c')]]);
    };

    it('has no place for who was unmuted and says nothing', () => {
      expect(audible(intervals(busy(), [3_250, 9_000], loud(['a', -40], ['b', -30])))).toEqual(['a', 'b']);
    });

    it('has a place for who was just unmuted and is heard: the softest goes, and does not come back', () => {
      const set = intervals(busy(), [3_250, 9_000], loud(['a', -46], ['b', -30], ['c', -50]));
      expect(audible(set)).toEqual(['b', 'c']);
    });

    it.each([
      [-45, ['b', 'c']],
      [-43, ['b', 'a']],
    ] as const)(
      'gives who is evicted and heard at %i dB a place of one at -50 dB only if it is louder by 6 dB: %j',
      (level, places) => {
        const evicted = intervals(busy(), [3_250, 9_000], loud(['a', -60], ['b', -30], ['c', -50]));
        expect(audible(evicted)).toEqual(['b', 'c']);
        expect(
          audible(intervals(evicted, [9_250, 20_000], loud(['a', level], ['b', -30], ['c', -50]))),
        ).toEqual(places);
      },
    );
  });

  it('lets the evicted back in when they are heard', () => {
    const set = walk(full(), [
      [1_000, heard('b')],
      [5_000, unmuted('c')],
      [9_000, heard('a')],
    ]);
    expect(audible(set)).toEqual(['c', 'a']);
  });

  it('evicts for a lower K only after 5 s, and at once takes a higher one', () => {
    const start = walk(createAudibleSet<string>(3), [
      [0, unmuted('a')],
      [0, unmuted('b')],
      [0, unmuted('c')],
      [900, heard('a')],
      [1_000, { kind: 'capacity', target: 2 }],
    ]);
    expect(next(start, tick, 5_999).set.places.size).toBe(3);
    const lower = next(start, tick, 6_000);
    expect([audible(lower.set), lower.set.capacity]).toEqual([['a', 'c'], 2]);
    const higher = next(lower.set, { kind: 'capacity', target: 3 }, 6_001);
    expect(audible(higher.set)).toEqual(['a', 'c', 'b']);
  });

  it('lets nobody more in while a lower K waits to evict', () => {
    const set = walk(createAudibleSet<string>(4), [
      [0, unmuted('a')],
      [0, unmuted('b')],
      [0, { kind: 'capacity', target: 2 }],
      [500, unmuted('c')],
    ]);
    expect([audible(set), set.capacity]).toEqual([['a', 'b'], 4]);
  });

  it('forgets a lower K that rose again within 5 s', () => {
    const set = walk(createAudibleSet<string>(2), [
      [0, unmuted('a')],
      [0, unmuted('b')],
      [0, { kind: 'capacity', target: 1 }],
      [4_000, { kind: 'capacity', target: 2 }],
      [5_500, { kind: 'capacity', target: 1 }],
      [6_000, tick],
    ]);
    expect(audible(set)).toEqual(['a', 'b']);
  });

  it('frees the place of one who is gone for one who waits', () => {
    const set = walk(full(), [
      [100, unmuted('c')],
      [200, { kind: 'gone', id: 'a' }],
    ]);
    expect(audible(set)).toEqual(['b', 'c']);
  });
});

const id = fc.constantFrom(...'abcdefghijklmnop'.split(''));
const event: fc.Arbitrary<AudibleEvent<string>> = fc.oneof(
  fc.record({ kind: fc.constantFrom('unmuted', 'muted', 'gone', 'chosen'), id }),
  fc.record({
    kind: fc.constant('heard' as const),
    levels: fc.uniqueArray(fc.record({ id, level: fc.integer({ min: -127, max: 0 }) }), {
      maxLength: 6,
      selector: (one) => one.id,
    }),
  }),
  fc.record({ kind: fc.constant('dominant' as const), id: fc.option(id, { nil: undefined }) }),
  fc.record({ kind: fc.constant('capacity' as const), target: fc.integer({ min: 2, max: 6 }) }),
  fc.constant(tick),
);
const steps = fc.array(fc.tuple(fc.integer({ min: 0, max: 2_500 }), event), { maxLength: 80, size: 'max' });

/** Walks with absolute times and hands every state to `check`. */
function walkAll(
  list: readonly (readonly [number, AudibleEvent<string>])[],
  check: (before: AudibleSet<string>, after: AudibleSet<string>, step: Step) => void,
): AudibleSet<string> {
  let now = 0;
  let set = createAudibleSet<string>(4);
  for (const [wait, what] of list) {
    now += wait;
    const after = next(set, what, now).set;
    check(set, after, [now, what]);
    set = after;
  }
  return set;
}

describe('whatever happens, the audible set', () => {
  it('is never larger than K', () => {
    fc.assert(
      fc.property(steps, (list) => {
        walkAll(list, (_before, after) => {
          expect(after.places.size).toBeLessThanOrEqual(after.capacity);
        });
      }),
    );
  });

  it('never evicts the dominant speaker nor, K apart, one who has just entered', () => {
    fc.assert(
      fc.property(steps, (list) => {
        walkAll(list, (before, after, [now, what]) => {
          for (const [member, place] of before.places) {
            if (after.places.has(member) || (what.kind === 'gone' && what.id === member)) continue;
            expect(member).not.toBe(after.dominant);
            if (after.capacity >= before.capacity)
              expect(now - place.enteredAt).toBeGreaterThanOrEqual(1_000);
          }
        });
      }),
    );
  });

  it('has everybody who is unmuted as long as there are places', () => {
    fc.assert(
      fc.property(steps, (list) => {
        walkAll(list, (_before, after) => {
          if (after.places.size < Math.min(after.capacity, after.target))
            expect([...after.outside.keys()]).toEqual([]);
        });
      }),
    );
  });

  it('is the same for the same events', () => {
    fc.assert(
      fc.property(steps, (list) => {
        expect(walkAll(list, () => undefined)).toEqual(walkAll(list, () => undefined));
      }),
    );
  });
});
