import { describe, expect, it } from 'vitest';
import {
  computeRate,
  computeRelativeError,
  estimateForwarded,
  selectRotating,
  type EncodingRate,
} from '../../../server/media/packet-estimate.ts';

const encoding = (packetsPerSecond: number, bitrateByLayer: Record<string, number> = {}): EncodingRate => ({
  packetsPerSecond,
  bitrate: Math.max(0, ...Object.values(bitrateByLayer)),
  bitrateByLayer,
});
const at = (spatial: number, temporal: number) => ({ active: true, layers: { spatial, temporal } });

describe('the packets a consumer sends', () => {
  it('are all that a simple producer gets, none while paused', () => {
    const producer = { type: 'simple' as const, encodings: [encoding(50)] };
    expect(estimateForwarded(producer, { active: true, layers: undefined })).toBe(50);
    expect(estimateForwarded(producer, { active: false, layers: undefined })).toBe(0);
  });

  it('are those of the encoding that is forwarded in simulcast', () => {
    const producer = { type: 'simulcast' as const, encodings: [encoding(20), encoding(50), undefined] };
    expect(estimateForwarded(producer, at(0, 2))).toBe(20);
    expect(estimateForwarded(producer, at(1, 2))).toBe(50);
    expect(estimateForwarded(producer, at(2, 2))).toBe(0);
    expect(estimateForwarded(producer, { active: true, layers: undefined })).toBe(0);
  });

  it('are fewer when temporal layers are left out', () => {
    const rate = encoding(60, { '0.0': 250, '0.1': 500, '0.2': 1_000 });
    const producer = { type: 'simulcast' as const, encodings: [rate] };
    expect(estimateForwarded(producer, at(0, 0))).toBe(15);
    expect(estimateForwarded(producer, at(0, 2))).toBe(60);
  });

  it('are shared by layers in SVC', () => {
    const rate = encoding(100, { '0.0': 100, '1.0': 400, '2.0': 1_000 });
    const producer = { type: 'svc' as const, encodings: [rate] };
    expect(estimateForwarded(producer, at(1, 0))).toBe(40);
    expect(estimateForwarded(producer, at(2, 0))).toBe(100);
    expect(estimateForwarded(producer, { active: true, layers: undefined })).toBe(0);
  });
});

describe('a rate', () => {
  it('is what a counter gained in the time between two readings', () => {
    expect(computeRate({ count: 100, at: 1_000 }, 350, 6_000)).toBe(50);
    expect(computeRate(undefined, 350, 6_000)).toBeUndefined();
    expect(computeRate({ count: 100, at: 6_000 }, 350, 6_000)).toBeUndefined();
    expect(computeRate({ count: 400, at: 1_000 }, 350, 6_000)).toBe(0);
  });
});

describe('the error of the estimate', () => {
  it('is relative, signed, and unknown when nothing was sent', () => {
    expect(computeRelativeError(110, 100)).toBeCloseTo(0.1);
    expect(computeRelativeError(90, 100)).toBeCloseTo(-0.1);
    expect(computeRelativeError(5, 0)).toBeNaN();
  });
});

describe('the rotation', () => {
  it('comes to everybody in turn, around the end', () => {
    const first = selectRotating(['a', 'b', 'c'], 0, 2);
    expect(first).toEqual({ selected: ['a', 'b'], cursor: 2 });
    expect(selectRotating(['a', 'b', 'c'], first.cursor, 2)).toEqual({ selected: ['c', 'a'], cursor: 1 });
  });

  it('takes nobody twice, and copes with a list that shrank', () => {
    expect(selectRotating(['a', 'b'], 7, 9).selected.toSorted()).toEqual(['a', 'b']);
    expect(selectRotating([], 7, 9)).toEqual({ selected: [], cursor: 0 });
  });
});
