import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  featuredOf,
  isLargeStage,
  keepPlaces,
  layoutOf,
  placeStage,
  type PlacesInput,
} from '../../../client/pages/model/stage.ts';

const place = (input: Partial<PlacesInput>) =>
  placeStage({ places: 4, shown: [], dominant: [], previous: [], ...input });

const someIds = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'));

describe('the layout of the stage', () => {
  it('puts a shared screen before featured people, and these before everybody alike', () => {
    expect(layoutOf({ sharing: true, featured: ['a'] })).toBe('share');
    expect(layoutOf({ sharing: false, featured: ['a'] })).toBe('featured');
    expect(layoutOf({ sharing: false, featured: [] })).toBe('grid');
  });

  it('features the pinned before the spotlighted, each once, while they are here', () => {
    const here = (id: string) => id !== 'gone';
    expect(featuredOf(['b', 'gone'], ['a', 'b', 'gone'], here)).toEqual(['b', 'a']);
  });

  it('leaves the choice of tiles to the server in large calls only', () => {
    expect(isLargeStage('largeCall', 100)).toBe(true);
    expect(isLargeStage('serverLoad', 350)).toBe(true);
    expect(isLargeStage('serverLoad', 40)).toBe(false);
    expect(isLargeStage('formFactor', 12)).toBe(false);
    // The room counts from 100 on only with what the server says: hidden people count nowhere.
    expect(isLargeStage('normal', 100)).toBe(false);
    // Some seconds after the call has become smaller the limit still holds.
    expect(isLargeStage('largeCall', 99)).toBe(true);
  });
});

describe('the places of a large call’s stage', () => {
  it('shows the cameras that come, in their order', () => {
    expect(place({ shown: ['c', 'a', 'b', 'd'], dominant: ['a'] })).toEqual(['c', 'a', 'b', 'd']);
  });

  it('gives a newcomer the place of who went, and moves nobody else', () => {
    expect(place({ shown: ['c', 'a', 'e', 'd'], previous: ['c', 'a', 'b', 'd'] })).toEqual([
      'c',
      'a',
      'e',
      'd',
    ]);
    expect(place({ shown: ['e', 'd', 'a', 'c'], previous: ['c', 'a', 'b', 'd'] })).toEqual([
      'c',
      'a',
      'e',
      'd',
    ]);
  });

  it('fills free places with those who speak without a camera', () => {
    expect(place({ shown: ['a'], dominant: ['x', 'a', 'y', 'z', 'w'] })).toEqual(['a', 'x', 'y', 'z']);
  });

  it('keeps who fell silent until somebody needs the place', () => {
    const previous = ['a', 'x', 'y', 'z'];
    expect(place({ shown: ['a'], dominant: [], previous })).toEqual(previous);
    expect(place({ shown: ['a'], dominant: ['z', 'y', 'x'], previous })).toEqual(previous);
    expect(place({ shown: ['a'], dominant: ['w', 'z', 'y'], previous })).toEqual(['a', 'w', 'y', 'z']);
  });

  it('does not swap for somebody who is hardly more dominant', () => {
    const previous = ['x', 'y', 'z', 'v'];
    expect(place({ dominant: ['x', 'y', 'z', 'w', 'v'], previous })).toEqual(previous);
  });

  it('never has more than its places, shows nobody twice, has every camera and the leading speaker', () => {
    fc.assert(
      fc.property(
        fc.record({ places: fc.nat(6), shown: someIds, dominant: someIds, previous: someIds }),
        (input) => {
          const stage = placeStage(input);
          expect(stage.length).toBeLessThanOrEqual(input.places);
          expect(new Set(stage).size).toBe(stage.length);
          const cameras = input.shown.slice(0, input.places);
          expect(stage).toEqual(expect.arrayContaining(cameras));
          const [leader] = input.dominant;
          if (leader !== undefined && cameras.length < input.places) expect(stage).toContain(leader);
        },
      ),
    );
  });

  it('is settled: its own result leads to itself', () => {
    fc.assert(
      fc.property(
        fc.record({ places: fc.nat(6), shown: someIds, dominant: someIds, previous: someIds }),
        (input) => {
          const stage = placeStage(input);
          expect(placeStage({ ...input, previous: stage })).toEqual(stage);
        },
      ),
    );
  });

  it('keeps everybody who stays at their place while others come and go one for one', () => {
    fc.assert(
      fc.property(someIds, someIds, (previous, wanted) => {
        const now = keepPlaces(previous, wanted);
        expect(now.toSorted()).toEqual(wanted.toSorted());
        if (wanted.length < previous.length) return;
        for (const id of previous.filter((each) => wanted.includes(each)))
          expect(now.indexOf(id)).toBe(previous.indexOf(id));
      }),
    );
  });
});
