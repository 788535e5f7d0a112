import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitGrid, tilesPerPage } from '../../../client/pages/model/grid.ts';

const area = fc.record({
  width: fc.integer({ min: 400, max: 4000 }),
  height: fc.integer({ min: 300, max: 2500 }),
});

describe('the grid of tiles', () => {
  it('never overflows its area', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 25 }), area, (count, space) => {
        const { columns, rows, tileWidth, tileHeight } = fitGrid(count, space, 8);
        expect(columns * rows).toBeGreaterThanOrEqual(count);
        expect(tileWidth * columns + 8 * (columns - 1)).toBeLessThanOrEqual(space.width);
        expect(tileHeight * rows + 8 * (rows - 1)).toBeLessThanOrEqual(space.height);
      }),
    );
  });

  it('uses no fewer columns than give the largest tiles', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 25 }), area, (count, space) => {
        const chosen = fitGrid(count, space, 8);
        const single = fitGrid(
          1,
          { width: space.width, height: (space.height - 8 * (count - 1)) / count },
          8,
        );
        expect(chosen.tileWidth * chosen.tileHeight).toBeGreaterThanOrEqual(
          Math.floor((single.tileWidth - 1) * (single.tileHeight - 1) * 0.7),
        );
      }),
    );
  });

  it('puts three people on a wide screen in two rows, and two on a phone one above the other', () => {
    expect(fitGrid(3, { width: 1248, height: 666 }, 12)).toMatchObject({ columns: 2, rows: 2 });
    expect(fitGrid(2, { width: 374, height: 700 }, 8)).toMatchObject({ columns: 1, rows: 2 });
  });

  it('holds between 4 and 25 tiles on a page', () => {
    expect(tilesPerPage({ width: 0, height: 0 })).toBe(4);
    expect(tilesPerPage({ width: 374, height: 710 })).toBe(10);
    expect(tilesPerPage({ width: 1248, height: 666 })).toBe(25);
  });
});
