import {
  decodeTrack,
  decodeTrackKind,
  encodeTrack,
  encodeTrackKind,
  MAX_VECTOR,
  referToTrack,
  SOURCES,
  TRACK_COLUMN_NAMES,
  TRACK_COLUMNS,
  type TrackValues,
  type VectorPlace,
} from '@earshot/shared';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

describe('the vector of a track', () => {
  it('has no more places than it may, in the order that the protocol names', () => {
    expect(TRACK_COLUMN_NAMES.length).toBeLessThanOrEqual(MAX_VECTOR);
    expect(TRACK_COLUMN_NAMES.slice(0, 5)).toEqual([
      'expectedMs',
      'packets',
      'packetsLost',
      'bytes',
      'dryMs',
    ]);
    const extremes = TRACK_COLUMN_NAMES.filter((name) => ['most', 'least'].includes(TRACK_COLUMNS[name].by));
    expect(extremes).toEqual(['jitterMaxMs', 'concealedMaxMs', 'framesMin', 'rttMaxMs']);
  });

  it('Q8: gives back every value to half a step, and nothing that was not measured', () => {
    const value = fc.option(fc.double({ min: 0, max: 20_000, noNaN: true }), { nil: undefined });
    const places = TRACK_COLUMN_NAMES.map(() => value);
    fc.assert(
      fc.property(fc.tuple(...places), (drawn) => {
        const values = namedValues(drawn);
        const cells = encodeTrack(values);
        expect(cells.every((cell) => cell === null || Number.isSafeInteger(cell))).toBe(true);
        expect(cells.at(-1)).not.toBeNull();
        const back = decodeTrack(cells);
        expect(Object.keys(back)).toEqual(Object.keys(values));
        for (const name of TRACK_COLUMN_NAMES) {
          const { step }: VectorPlace = TRACK_COLUMNS[name];
          const off = Math.abs((back[name] ?? 0) - (values[name] ?? 0));
          expect(off).toBeLessThanOrEqual(step / 2 + 1e-6);
        }
      }),
    );
  });

  it('takes packets that came back for none lost, and sends no number that is none', () => {
    expect(decodeTrack(encodeTrack({ packetsLost: -3, packets: Number.NaN, bytes: Infinity }))).toEqual({
      packetsLost: 0,
    });
  });

  it('is read as far as its places are known', () => {
    expect(decodeTrack([1_000, null, 3])).toEqual({ expectedMs: 10_000, packetsLost: 3 });
    expect(decodeTrack([...Array<null>(MAX_VECTOR).fill(null), 7])).toEqual({});
    const place = TRACK_COLUMN_NAMES.indexOf('codecMsPerFrame');
    expect(decodeTrack([...Array<null>(place).fill(null), 42])).toEqual({ codecMsPerFrame: 4.2 });
  });
});

function namedValues(drawn: readonly (number | undefined)[]): TrackValues {
  const values: TrackValues = {};
  for (const [place, name] of TRACK_COLUMN_NAMES.entries()) {
    const value = drawn[place];
    if (value !== undefined) values[name] = value;
  }
  return values;
}

describe('the kind of a track', () => {
  it('Q7: is one of eight', () => {
    const kinds = (['send', 'receive'] as const).flatMap((direction) =>
      SOURCES.map((source) => ({ direction, source })),
    );
    expect(kinds.map(({ direction, source }) => encodeTrackKind(direction, source))).toEqual([
      0, 1, 2, 3, 4, 5, 6, 7,
    ]);
    expect(kinds.map((_, kind) => decodeTrackKind(kind))).toEqual(kinds);
    expect([decodeTrackKind(8), decodeTrackKind(-1), decodeTrackKind(0.5)]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe('a reference to a track', () => {
  it('is short, unless another begins alike', () => {
    const ids = ['abcdef01-1', 'abcdef01-2', 'abcdef02-1'];
    expect(ids.map((id) => referToTrack(id, ids))).toEqual(['abcdef01-1', 'abcdef01-2', 'abcdef02']);
  });
});
