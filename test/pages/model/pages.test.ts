import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutPages, pageOf, surePlaces } from '../../../client/pages/model/pages.ts';

/** Capital letters send video. */
const cut = (order: string, fits: number, videos: number) =>
  cutPages(Array.from(order), { fits, videos }, (each) => each !== each.toLowerCase()).map((page) =>
    page.join(''),
  );

describe('pages of tiles', () => {
  it('hold as many as fit while enough videos come', () => {
    expect(cut('abCdEfG', 3, 25)).toEqual(['abC', 'dEf', 'G']);
  });

  it('hold no more videos than come; people without a camera do not count', () => {
    expect(cut('aBCDEfgH', 25, 2)).toEqual(['aBC', 'DEfg', 'H']);
    expect(cut('abcdefgh', 25, 2)).toEqual(['abcdefgh']);
  });

  it('are as if videos were nothing special when none comes at all', () => {
    expect(cut('ABCD', 3, 0)).toEqual(['ABC', 'D']);
  });

  it('are one, though empty, when nobody is there', () => {
    expect(cut('', 4, 4)).toEqual(['']);
  });

  it('show everybody exactly once, in order, within their limits', () => {
    fc.assert(
      fc.property(
        fc.array(fc.boolean(), { maxLength: 120 }),
        fc.integer({ min: 1, max: 26 }),
        fc.nat(25),
        (people, fits, videos) => {
          const order = people.map((isVideo, at) => ({ isVideo, at }));
          const pages = cutPages(order, { fits, videos }, (each) => each.isVideo);
          expect(pages.flat()).toEqual(order);
          for (const page of pages) {
            expect(page.length).toBeLessThanOrEqual(fits);
            if (order.length > 0) expect(page.length).toBeGreaterThan(0);
            if (videos > 0) expect(page.filter((each) => each.isVideo).length).toBeLessThanOrEqual(videos);
          }
          const sure = Math.min(order.length, surePlaces({ fits, videos }));
          expect(pages[0]?.length).toBeGreaterThanOrEqual(sure);
        },
      ),
    );
  });

  it('are held inside their number', () => {
    const pages = [[1, 2], [3, 4], [5]];
    expect(pageOf(pages, 1)).toEqual({ items: [3, 4], page: 1, pages: 3 });
    expect(pageOf(pages, 9)).toEqual({ items: [5], page: 2, pages: 3 });
    expect(pageOf(pages, -1)).toEqual({ items: [1, 2], page: 0, pages: 3 });
  });
});
