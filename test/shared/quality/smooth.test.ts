import {
  QUALITY_THRESHOLDS,
  smooth,
  toQuality,
  UNKNOWN_QUALITY,
  type Quality,
  type Smoothed,
} from '@earshot/shared';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const perfect = toQuality(100, 'none');

/** What is shown after these, one interval each. */
function shownAfter(...qualities: Quality[]): (Smoothed | undefined)[] {
  let shown: Smoothed | undefined;
  return qualities.map((quality) => (shown = smooth(shown, quality)));
}

describe('what people see of a quality', () => {
  it.each([
    [92, 93.6],
    [68, 74.4],
    [40, 52],
    [70, 76],
  ])('falls from 100 fast, as LiveKit’s: with %f to %f', (score, shown) => {
    const [, fallen] = shownAfter(perfect, toQuality(score, 'loss'));
    expect(fallen?.exact).toBeCloseTo(shown, 6);
  });

  it('rises slowly, as LiveKit’s, and says what it was until it is good', () => {
    const shown = shownAfter(toQuality(30, 'loss'), perfect, perfect, perfect).map((step) => step?.quality);
    expect(shown).toEqual([
      { band: 'poor', factor: 'loss', score: 30 },
      { band: 'fair', factor: 'loss', score: 58 },
      { band: 'fair', factor: 'loss', score: 75 },
      { band: 'good', factor: 'none', score: 85 },
    ]);
  });

  it('names what limits now rather than what did', () => {
    const shown = shownAfter(toQuality(20, 'loss'), toQuality(60, 'freeze')).at(-1);
    expect(shown?.quality).toEqual({ band: 'poor', factor: 'freeze', score: 36 });
  });

  it('is unknown when nobody can say, and begins anew', () => {
    const shown = shownAfter(toQuality(20, 'loss'), UNKNOWN_QUALITY, perfect);
    expect(shown[1]).toBeUndefined();
    expect(shown[2]?.quality).toEqual(perfect);
  });

  it('stays between before and now, in its band, and names a factor exactly when it is not good', () => {
    const { good, fair } = QUALITY_THRESHOLDS.bands;
    const scores = fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(scores, (list) => {
        let before: Smoothed | undefined;
        for (const score of list) {
          const now = smooth(before, toQuality(score, 'freeze'));
          if (now === undefined) throw new Error('nothing shown');
          const from = before?.exact ?? score;
          expect(now.exact).toBeGreaterThanOrEqual(Math.min(from, score));
          expect(now.exact).toBeLessThanOrEqual(Math.max(from, score));
          const { band, factor, score: shown } = now.quality;
          expect(band).toBe((shown ?? NaN) >= good ? 'good' : (shown ?? NaN) >= fair ? 'fair' : 'poor');
          expect(factor).toBe(band === 'good' ? 'none' : 'freeze');
          before = now;
        }
      }),
    );
  });
});
