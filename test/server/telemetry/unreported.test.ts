import { piecesOf } from '@earshot/server/telemetry/unreported.ts';
import { expect, it } from 'vitest';

/** Moments whose tenth second is, by rounding, not ten seconds after them. */
const UNEVEN = Array.from({ length: 10_000 }, (_, index) => index * 0.123_456_7).filter(
  (from) => from + 10_000 - from < 10_000,
);

it('cuts time into pieces of ten seconds, also where rounding puts a moment before its place', () => {
  expect(UNEVEN.length).toBeGreaterThan(100);
  for (const from of UNEVEN) {
    const pieces = piecesOf(from, [{ from, to: from + 60_000 }]);
    expect(pieces).toHaveLength(6);
    expect(pieces.reduce((sum, piece) => sum + piece.to - piece.from, 0)).toBeCloseTo(60_000, 3);
  }
});
