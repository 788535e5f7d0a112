import {
  blameFor,
  looksTheSame,
  QUALITY_THRESHOLDS,
  smooth,
  toQuality,
  UNKNOWN_QUALITY,
  type Blame,
  type LimitingFactor,
  type Quality,
  type Smoothed,
} from '@earshot/shared';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const perfect = qualityOf(100, 'none', 'none');

function qualityOf(score: number, factor: LimitingFactor, blame: Blame = 'publisherUplink'): Quality {
  return blameFor(toQuality(score, factor), blame);
}

/** What is shown after these, one interval each. */
function shownAfter(...qualities: Quality[]): (Smoothed | undefined)[] {
  let shown: Smoothed | undefined;
  let at = 0;
  return qualities.map((quality) => (shown = smooth(shown, quality, (at += 10))));
}

describe('what people see of a quality', () => {
  it.each([
    [92, 93.6],
    [68, 74.4],
    [40, 52],
    [70, 76],
  ])('falls from 100 fast, as LiveKit’s: with %f to %f', (score, shown) => {
    const [, fallen] = shownAfter(perfect, qualityOf(score, 'loss'));
    expect(fallen?.exact).toBeCloseTo(shown, 6);
  });

  it('rises slowly, as LiveKit’s, and says what it was until it is good', () => {
    const shown = shownAfter(qualityOf(30, 'loss'), perfect, perfect, perfect).map((step) => step?.quality);
    expect(shown).toEqual([
      { band: 'poor', factor: 'loss', blame: 'publisherUplink', score: 30, since: 10 },
      { band: 'fair', factor: 'loss', blame: 'publisherUplink', score: 58, since: 20 },
      { band: 'fair', factor: 'loss', blame: 'publisherUplink', score: 75, since: 20 },
      { band: 'good', factor: 'none', blame: 'none', score: 85, since: 40 },
    ]);
  });

  it('names what limits now rather than what did', () => {
    const shown = shownAfter(qualityOf(20, 'loss'), qualityOf(60, 'freeze', 'sfu')).at(-1);
    expect(shown?.quality).toMatchObject({ band: 'poor', factor: 'freeze', blame: 'sfu', score: 36 });
  });

  it('is unknown when nobody can say, and begins anew', () => {
    const shown = shownAfter(qualityOf(20, 'loss'), UNKNOWN_QUALITY, perfect);
    expect(shown[1]).toBeUndefined();
    expect(shown[2]?.quality).toEqual({ ...perfect, since: 30 });
  });

  it('stays between before and now, in its band, and names a factor exactly when it is not good', () => {
    const { good, fair } = QUALITY_THRESHOLDS.bands;
    const scores = fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(scores, (list) => {
        let before: Smoothed | undefined;
        for (const score of list) {
          const now = smooth(before, qualityOf(score, 'freeze'), 0);
          if (now === undefined) throw new Error('nothing shown');
          const from = before?.exact ?? score;
          expect(now.exact).toBeGreaterThanOrEqual(Math.min(from, score));
          expect(now.exact).toBeLessThanOrEqual(Math.max(from, score));
          const { band, factor, blame, score: shown } = now.quality;
          expect(band).toBe((shown ?? NaN) >= good ? 'good' : (shown ?? NaN) >= fair ? 'fair' : 'poor');
          expect(factor).toBe(band === 'good' ? 'none' : 'freeze');
          expect(blame).toBe(band === 'good' ? 'none' : 'publisherUplink');
          before = now;
        }
      }),
    );
  });

  it('looks the same with another number, and another with another word', () => {
    expect(looksTheSame(qualityOf(60, 'loss'), qualityOf(50, 'loss'))).toBe(true);
    for (const other of [qualityOf(30, 'loss'), qualityOf(60, 'freeze'), qualityOf(60, 'loss', 'sfu')])
      expect(looksTheSame(qualityOf(60, 'loss'), other)).toBe(false);
  });
});
