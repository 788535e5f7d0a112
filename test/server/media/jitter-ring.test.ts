import { JitterRing } from '@earshot/server/media/jitter-ring.ts';
import { describe, expect, it } from 'vitest';

describe('the jitter of the last minute', () => {
  it('is the most in a window', () => {
    const ring = new JitterRing();
    for (const [at, jitterMs] of [
      [0, 90],
      [5_000, 4],
      [10_000, 30],
      [15_000, 6],
      [20_000, 2],
    ] as const)
      ring.add(at, { came: at, jitterMs });
    expect(ring.most({ from: 5_000, to: 15_000 })).toBe(30);
    expect(ring.most({ from: 10_000, to: 20_000 })).toBe(6);
    expect(ring.most({ from: 20_000, to: 30_000 })).toBeUndefined();
  });

  it('is not told of a stream that stands still, nor of its first reading', () => {
    const ring = new JitterRing();
    ring.add(0, { came: 500, jitterMs: 40 });
    ring.add(5_000, { came: 500, jitterMs: 40 });
    expect(ring.most({ from: -1, to: 10_000 })).toBeUndefined();
  });

  it('is forgotten after a minute', () => {
    const ring = new JitterRing();
    for (let at = 0; at <= 120_000; at += 5_000) ring.add(at, { came: at, jitterMs: 1 });
    expect(ring.most({ from: 0, to: 59_000 })).toBeUndefined();
    expect(ring.most({ from: 0, to: 60_000 })).toBe(1);
  });
});
