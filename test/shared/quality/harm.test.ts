import { QUALITY_THRESHOLDS, scoreHarm, SOURCES, UNKNOWN_QUALITY, type Harm } from '@earshot/shared';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const unknown = UNKNOWN_QUALITY;
const share = fc.double({ min: 0, max: 1, noNaN: true });
/** Larger is worse, but for the share of frames. */
const HARMFUL = [
  'dryShare',
  'concealmentShare',
  'freezeShare',
  'mouthToEarMs',
  'layerDistance',
  'missingBitrate',
] as const;

const anyHarm: fc.Arbitrary<Harm> = fc.record(
  {
    dryShare: share,
    concealmentShare: share,
    freezeShare: share,
    frameShare: share,
    mouthToEarMs: fc.double({ min: 0, max: 3_000, noNaN: true }),
    missingBitrate: fc.double({ min: 0, max: 8, noNaN: true }),
    layerDistance: fc.double({ min: 0, max: 4, noNaN: true }),
    loss: fc.record({ ratio: share, packetsPerSecond: fc.double({ min: 0, max: 2_000, noNaN: true }) }),
  },
  { requiredKeys: [] },
);

describe('the score of what a track met', () => {
  it.each<[string, Harm, string, string, number]>([
    ['no harm', { concealmentShare: 0, mouthToEarMs: 150 }, 'good', 'none', 100],
    ['the least that is good', { concealmentShare: 0.03 }, 'good', 'none', 80],
    ['a little more', { concealmentShare: 0.031 }, 'fair', 'concealment', 79],
    ['the least that is fair', { concealmentShare: 0.07 }, 'fair', 'concealment', 40],
    ['a little more than that', { concealmentShare: 0.074 }, 'poor', 'concealment', 39],
    ['delay worse than concealment', { concealmentShare: 0.05, mouthToEarMs: 500 }, 'fair', 'delay', 40],
    ['concealment worse than delay', { concealmentShare: 0.2, mouthToEarMs: 500 }, 'poor', 'concealment', 0],
    ['only loss', { loss: { ratio: 0.06, packetsPerSecond: 50 } }, 'fair', 'loss', 68],
    [
      'loss that was mended',
      { concealmentShare: 0, loss: { ratio: 0.06, packetsPerSecond: 50 } },
      'good',
      'none',
      80,
    ],
    [
      'so much of it that the mending is heard',
      { concealmentShare: 0, loss: { ratio: 0.2, packetsPerSecond: 50 } },
      'fair',
      'loss',
      40,
    ],
    ['nothing that comes', { dryShare: 1 }, 'poor', 'dry', 0],
  ])('with %s', (...[, harm, band, factor, score]) => {
    expect(scoreHarm('microphone', harm)).toEqual({ band, factor, score });
  });

  it.each<[string, Harm, string, number]>([
    ['a tenth of the time frozen', { freezeShare: 0.1, frameShare: 0.9 }, 'freeze', 40],
    ['half of the frames', { freezeShare: 0, frameShare: 0.5 }, 'lowFps', 57],
    ['a lower layer', { freezeShare: 0, layerDistance: 1 }, 'layer', 65],
    ['two layers lower', { freezeShare: 0, frameShare: 0.5, layerDistance: 2 }, 'layer', 30],
    ['far too little bandwidth', { frameShare: 1, missingBitrate: 2 }, 'bitrate', 60],
    ['both bad alike', { freezeShare: 1, frameShare: 0 }, 'freeze', 0],
    [
      'loss where no freeze is known',
      { frameShare: 1, loss: { ratio: 0.03, packetsPerSecond: 90 } },
      'loss',
      70,
    ],
  ])('of a camera with %s', (...[, harm, factor, score]) => {
    expect(scoreHarm('camera', harm)).toMatchObject({ factor, score });
  });

  it('forgives a share that stands still', () => {
    expect(scoreHarm('screen', { freezeShare: 0.14 }).band).toBe('good');
    expect(scoreHarm('camera', { freezeShare: 0.14 }).band).toBe('poor');
    const loss = { ratio: 0.05, packetsPerSecond: 6.25 };
    expect(scoreHarm('screen', { loss })).toMatchObject({ score: 88 });
    expect(scoreHarm('camera', { loss })).toMatchObject({ score: 50 });
  });

  it('is unknown when nothing was measured, or only how late it is', () => {
    expect(scoreHarm('microphone', {})).toEqual(unknown);
    expect(scoreHarm('microphone', { concealmentShare: undefined, mouthToEarMs: 900 })).toEqual(unknown);
  });

  it('is a whole number in its band, and names a factor exactly when it is not good', () => {
    const { good, fair } = QUALITY_THRESHOLDS.bands;
    fc.assert(
      fc.property(fc.constantFrom(...SOURCES), anyHarm, (source, harm) => {
        const { band, factor, score } = scoreHarm(source, harm);
        if (score === null) {
          expect({ band, factor }).toEqual({ band: 'unknown', factor: 'none' });
          return;
        }
        expect(Number.isInteger(score) && score >= 0 && score <= 100).toBe(true);
        expect(band).toBe(score >= good ? 'good' : score >= fair ? 'fair' : 'poor');
        expect(factor === 'none').toBe(band === 'good');
      }),
    );
  });

  it('never rises when anything that was measured gets worse', () => {
    const step = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.constantFrom(...SOURCES), anyHarm, step, (source, harm, more) => {
        const { score } = scoreHarm(source, harm);
        if (score === null) return;
        for (const worse of worsened(harm, more))
          expect(scoreHarm(source, worse).score).toBeLessThanOrEqual(score);
      }),
    );
  });

  it('never rises when one more thing is measured', () => {
    fc.assert(
      fc.property(fc.constantFrom(...SOURCES), anyHarm, share, (source, harm, more) => {
        const { score } = scoreHarm(source, harm);
        if (score === null || harm.dryShare !== undefined) return;
        expect(scoreHarm(source, { ...harm, dryShare: more }).score).toBeLessThanOrEqual(score);
      }),
    );
  });
});

/** The same with each of its measures worse by itself. */
function worsened(harm: Harm, more: number): Harm[] {
  const list: Harm[] = HARMFUL.flatMap((name) => {
    const value = harm[name];
    return value === undefined
      ? []
      : [{ ...harm, [name]: value + more * (name === 'mouthToEarMs' ? 1_000 : 1) }];
  });
  if (harm.frameShare !== undefined) list.push({ ...harm, frameShare: harm.frameShare * (1 - more) });
  if (harm.loss !== undefined) {
    const { ratio, packetsPerSecond } = harm.loss;
    list.push({ ...harm, loss: { ratio: Math.min(1, ratio + more), packetsPerSecond } });
    list.push({ ...harm, loss: { ratio, packetsPerSecond: packetsPerSecond + 100 * more } });
  }
  return list;
}
