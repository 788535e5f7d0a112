import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arrangeTiles, type ArrangeInput } from '../../../client/pages/model/tiles.ts';

const people = (ids: readonly string[], withVideo: readonly string[] = ids) =>
  ids.map((participantId) => ({
    participantId,
    isLocal: participantId === 'me',
    hasVideo: withVideo.includes(participantId),
  }));

const arrange = (input: Partial<ArrangeInput>) =>
  arrangeTiles({ candidates: [], dominant: [], featured: [], previous: [], perPage: 4, ...input });

const ids = ['me', 'a', 'b', 'c', 'd', 'e', 'f', 'g'] as const;
const someIds = fc.uniqueArray(fc.constantFrom(...ids));

describe('the order of tiles', () => {
  it('starts with oneself, and newcomers go to the end', () => {
    expect(arrange({ candidates: people(['a', 'me']) })).toEqual(['me', 'a']);
    expect(arrange({ candidates: people(['me', 'x', 'a', 'b']), previous: ['me', 'b', 'a'] })).toEqual([
      'me',
      'b',
      'a',
      'x',
    ]);
  });

  it('puts the pinned and spotlighted first and forgets who has left', () => {
    expect(
      arrange({
        candidates: people(['me', 'a', 'b']),
        previous: ['me', 'a', 'gone', 'b'],
        featured: ['b', 'gone'],
      }),
    ).toEqual(['b', 'me', 'a']);
  });

  it('leaves everybody in place while the speaker is on the first page', () => {
    const previous = ['me', 'a', 'b', 'c', 'd'];
    expect(arrange({ candidates: people(previous), previous, dominant: ['c', 'a'] })).toEqual(previous);
  });

  it('brings a speaker to the first page in place of someone silent without video', () => {
    const previous = ['me', 'a', 'b', 'c', 'd', 'e'];
    expect(
      arrange({ candidates: people(previous, ['me', 'a', 'c', 'e']), previous, dominant: ['e', 'a'] }),
    ).toEqual(['me', 'a', 'e', 'c', 'd', 'b']);
  });

  it('keeps everybody exactly once, and its own result as it is', () => {
    fc.assert(
      fc.property(
        fc.record({ here: someIds, dominant: someIds, featured: someIds, previous: someIds }),
        fc.integer({ min: 1, max: 6 }),
        someIds,
        ({ here, ...rest }, perPage, withVideo) => {
          const input = { candidates: people(here, withVideo), perPage, ...rest };
          const order = arrangeTiles(input);
          expect(order.toSorted()).toEqual(here.toSorted());
          expect(arrangeTiles({ ...input, previous: order })).toEqual(order);
        },
      ),
    );
  });
});
