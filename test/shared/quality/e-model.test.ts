import {
  audioRating,
  delayImpairment,
  effectiveImpairment,
  estimateAudioMos,
  fullDelayImpairment,
  mosOfRating,
  opusImpairment,
  type AudioPath,
} from '@earshot/shared';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

describe('the E-model', () => {
  it.each([
    [20, 1.252],
    [30, 1.609],
    [40, 2.064],
    [50, 2.575],
    [60, 3.1],
    [70, 3.597],
    [80, 4.024],
    [90, 4.339],
    [93.2, 4.409],
    [94.768, 4.438],
    [100, 4.5],
  ])('gives a rating of %f the opinion score %f', (rating, mos) => {
    expect(mosOfRating(rating)).toBeCloseTo(mos, 3);
  });

  it('never falls below 1, where the cubic of G.107 does', () => {
    expect(mosOfRating(3)).toBe(1);
    expect(mosOfRating(-50)).toBe(1);
  });

  it.each([
    [100, 2.4],
    [150, 3.6],
    [177.3, 4.26],
    [200, 7.3],
    [250, 14],
    [300, 20.7],
    [400, 34.1],
    [500, 47.5],
  ])('impairs a delay of %f ms by %f, after Cole and Rosenbluth', (ms, impairment) => {
    expect(delayImpairment(ms)).toBeCloseTo(impairment, 1);
  });

  it.each([
    [100, 0],
    [150, 0.16],
    [200, 3.04],
    [300, 14.76],
    [400, 24.07],
    [500, 30.64],
  ])('impairs a delay of %f ms by %f, after G.107 in full', (ms, impairment) => {
    expect(fullDelayImpairment(ms)).toBeCloseTo(impairment, 2);
  });

  it.each([
    [16_000, 10.47],
    [24_000, 8.61],
    [32_000, 7.28],
    [48_000, 5.42],
    [64_000, 4.09],
    [128_000, 0.9],
  ])('impairs Opus at %i bit/s by %f', (bps, impairment) => {
    expect(opusImpairment(bps)).toBeCloseTo(impairment, 2);
  });

  it('takes 6 for an unknown bit rate and 8 for discontinuous transmission', () => {
    expect(opusImpairment(undefined)).toBe(6);
    expect(opusImpairment(0)).toBe(6);
    expect(opusImpairment(32_000, true)).toBe(8);
  });

  it.each([
    [0, 4.36, 4.36],
    [1, 4.1, 4.24],
    [2, 3.82, 4.1],
    [5, 3.06, 3.68],
    [10, 2.23, 3.06],
    [20, 1.51, 2.23],
  ])('scores %f %% loss at 100 ms as %f, and %f with forward error correction', (loss, plain, fec) => {
    const score = (robustness: number) =>
      mosOfRating(93.2 - delayImpairment(100) - effectiveImpairment(0, loss, robustness));
    expect(score(10)).toBeCloseTo(plain, 2);
    expect(score(20)).toBeCloseTo(fec, 2);
  });

  it.each([
    [0, 0, 0, 64_000, 88.63, 4.304],
    [40, 40, 0, 32_000, 84.0, 4.166],
    [40, 40, 0.01, 32_000, 76.02, 3.865],
    [40, 40, 0.03, 32_000, 63.76, 3.292],
    [40, 40, 0.05, 32_000, 54.76, 2.826],
    [40, 40, 0.1, 32_000, 40.14, 2.071],
    [400, 220, 0, 32_000, 46.46, 2.39],
    [100, 154, 0.0088, 32_000, 68.31, 3.517],
    [150, 60, 0.02, 24_000, 66.48, 3.428],
  ])('rates RTT %i ms, buffer %i ms, concealment %f at %i bit/s as %f (score %f)', (...row) => {
    const [rttMs, jitterBufferMs, concealmentRatio, bitsPerSecond, rating, mos] = row;
    const path = { rttMs, jitterBufferMs, concealmentRatio, bitsPerSecond };
    expect(audioRating(path)).toBeCloseTo(rating, 1);
    expect(estimateAudioMos(path)).toBeCloseTo(mos, 2);
  });

  it('says nothing when neither concealment nor loss is known', () => {
    expect(estimateAudioMos({ rttMs: 10, jitterBufferMs: 10 })).toBeUndefined();
  });

  it('takes what was heard before what was lost, because repair lies between them', () => {
    const path = { rttMs: 20, jitterBufferMs: 30, bitsPerSecond: 32_000 };
    const heard = estimateAudioMos({ ...path, concealmentRatio: 0, lossRatio: 0.2 });
    expect(heard).toBe(estimateAudioMos({ ...path, concealmentRatio: 0 }));
    const plain = estimateAudioMos({ ...path, lossRatio: 0.05 }) ?? 0;
    expect(estimateAudioMos({ ...path, lossRatio: 0.05, fec: true })).toBeGreaterThan(plain);
  });

  it('never rises when any one thing gets worse', () => {
    const ratio = fc.double({ min: 0, max: 1, noNaN: true });
    const ms = fc.double({ min: 0, max: 3_000, noNaN: true });
    const arbitrary = fc.record({ rttMs: ms, jitterBufferMs: ms, concealmentRatio: ratio });
    const score = (path: AudioPath) => estimateAudioMos(path) ?? Number.NaN;
    fc.assert(
      fc.property(arbitrary, ratio, ms, (path, moreRatio, moreMs) => {
        const now = score(path) + 1e-9;
        expect(score({ ...path, rttMs: path.rttMs + moreMs })).toBeLessThanOrEqual(now);
        expect(score({ ...path, jitterBufferMs: path.jitterBufferMs + moreMs })).toBeLessThanOrEqual(now);
        expect(score({ ...path, restMs: moreMs })).toBeLessThanOrEqual(now);
        const concealmentRatio = Math.min(1, path.concealmentRatio + moreRatio);
        expect(score({ ...path, concealmentRatio })).toBeLessThanOrEqual(now);
      }),
    );
  });
});
