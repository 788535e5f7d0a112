import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { placePopup } from '../../../client/pages/model/popup.ts';

const window = { width: 390, height: 844 };

describe('the place of a popup', () => {
  it('is below its button, at the same right edge', () => {
    const button = { left: 300, top: 100, right: 340, bottom: 140 };
    expect(placePopup(button, { width: 200, height: 300 }, window)).toEqual({ left: 140, top: 146 });
  });

  it('is above it where there is no room below', () => {
    const button = { left: 300, top: 700, right: 340, bottom: 740 };
    expect(placePopup(button, { width: 200, height: 300 }, window)).toEqual({ left: 140, top: 394 });
  });

  it('is inside of the window whenever it is small enough', () => {
    fc.assert(
      fc.property(
        fc.record({ left: fc.integer({ min: -50, max: 400 }), top: fc.integer({ min: -50, max: 900 }) }),
        fc.record({ width: fc.integer({ min: 1, max: 370 }), height: fc.integer({ min: 1, max: 820 }) }),
        ({ left, top }, size) => {
          const at = placePopup({ left, top, right: left + 40, bottom: top + 40 }, size, window);
          expect(at.left).toBeGreaterThanOrEqual(8);
          expect(at.top).toBeGreaterThanOrEqual(8);
          expect(at.left + size.width).toBeLessThanOrEqual(window.width - 8);
          expect(at.top + size.height).toBeLessThanOrEqual(window.height - 8);
        },
      ),
    );
  });
});
