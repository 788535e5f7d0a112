import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pageOf, pageSizes } from '../../../client/pages/model/pages.ts';

const few = { first: 2, others: 2 };

describe('the size of a page', () => {
  it('is what fits while all cameras that run are sent anyway', () => {
    expect(pageSizes({ fits: 25, videos: 25, cameras: 12, withSelf: true })).toEqual({
      first: 25,
      others: 25,
    });
    expect(pageSizes({ fits: 10, videos: 4, cameras: 4, withSelf: true })).toEqual({ first: 10, others: 10 });
  });

  it('is what the receiver can take when more cameras run, one’s own tile beside', () => {
    expect(pageSizes({ fits: 25, videos: 6, cameras: 30, withSelf: true })).toEqual({ first: 7, others: 6 });
    expect(pageSizes({ fits: 5, videos: 6, cameras: 30, withSelf: true })).toEqual({ first: 5, others: 5 });
    expect(pageSizes({ fits: 25, videos: 6, cameras: 30, withSelf: false })).toEqual({ first: 6, others: 6 });
  });

  it('is what fits when no video comes at all', () => {
    expect(pageSizes({ fits: 25, videos: 0, cameras: 3, withSelf: true })).toEqual({ first: 25, others: 25 });
  });

  it('never asks for more videos than come while some do, and holds somebody always', () => {
    fc.assert(
      fc.property(
        fc.record({
          fits: fc.nat(30),
          videos: fc.integer({ min: 1, max: 49 }),
          cameras: fc.nat(99),
          withSelf: fc.boolean(),
        }),
        (facts) => {
          const { first, others } = pageSizes(facts);
          expect(Math.min(first, others)).toBeGreaterThanOrEqual(1);
          const remote = facts.withSelf ? first - 1 : first;
          expect(Math.min(remote, facts.cameras)).toBeLessThanOrEqual(facts.videos);
          expect(Math.min(others, facts.cameras)).toBeLessThanOrEqual(facts.videos);
        },
      ),
    );
  });
});

describe('pages of tiles', () => {
  it('cuts the order and holds the page inside it', () => {
    expect(pageOf([1, 2, 3, 4, 5], 1, few)).toEqual({ items: [3, 4], page: 1, pages: 3 });
    expect(pageOf([1, 2, 3], 9, few)).toEqual({ items: [3], page: 1, pages: 2 });
    expect(pageOf([], -1, few)).toEqual({ items: [], page: 0, pages: 1 });
  });

  it('may have a larger first page', () => {
    expect(pageOf([1, 2, 3, 4, 5], 0, { first: 3, others: 2 })).toEqual({
      items: [1, 2, 3],
      page: 0,
      pages: 2,
    });
    expect(pageOf([1, 2, 3, 4, 5], 1, { first: 3, others: 2 }).items).toEqual([4, 5]);
  });

  it('shows everybody exactly once over all pages', () => {
    fc.assert(
      fc.property(
        fc.nat(120),
        fc.integer({ min: 1, max: 26 }),
        fc.integer({ min: 1, max: 25 }),
        (count, first, others) => {
          const order = Array.from({ length: count }, (_, at) => at);
          const { pages } = pageOf(order, 0, { first, others });
          const shown = Array.from({ length: pages }, (_, at) => pageOf(order, at, { first, others }).items);
          expect(shown.flat()).toEqual(order);
        },
      ),
    );
  });
});
