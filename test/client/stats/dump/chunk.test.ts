import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Chunk, type Moment } from '../../../../client/stats/dump/chunk.ts';
import type { SafeValue } from '../../../../client/stats/dump/mask.ts';

type Plain = Readonly<Record<string, Readonly<Record<string, SafeValue>>>>;

const momentOf = (plain: Plain): Moment =>
  new Map(Object.entries(plain).map(([object, values]) => [object, new Map(Object.entries(values))]));

const plainOf = (moment: Moment): Plain =>
  Object.fromEntries([...moment].map(([object, values]) => [object, Object.fromEntries(values)]));

/** What comes out of a chunk, with its times. */
function readAll(chunk: Chunk): [number, Plain][] {
  const read: [number, Plain][] = [];
  // One by one: a moment is valid until the next.
  for (const { at, moment } of chunk.read()) read.push([at, plainOf(moment)]);
  return read;
}

describe('a chunk of samples', () => {
  it('gives back every digit of what browsers say', () => {
    const samples: Plain[] = [
      {
        a: { n: 1, t: 1795262929330.509, s: 'x', f: true, j: 0.0012699999999999999, p: 4622682234166197000 },
      },
      { a: { n: -3, t: 1795262930337.951, s: 'y', f: false, j: 17.179999999999886, p: 4622682234166197000 } },
      { a: { n: 2 ** 50, t: 0, s: 'x', f: true, j: 1e-9, p: -1e300 } },
    ];
    const chunk = new Chunk(0, 1_000);
    samples.forEach((sample, second) => chunk.append(1_000 * (second + 1), momentOf(sample)));
    const expected = samples.map((sample, second) => [1_000 * (second + 1), sample]);
    expect(readAll(chunk)).toEqual(expected);
    chunk.seal();
    expect(readAll(chunk)).toEqual(expected);
    expect(() => chunk.append(9_000, momentOf({ a: { n: 1 } }))).toThrow(TypeError);
  });

  it('knows what came and went', () => {
    const samples: Plain[] = [{ a: { x: 1 } }, { b: { y: 2 } }, {}, { a: { x: 1, z: 'w' }, b: { y: 2 } }];
    const chunk = new Chunk(0, 0);
    samples.forEach((sample, second) => chunk.append(second, momentOf(sample)));
    expect(readAll(chunk).map(([, sample]) => sample)).toEqual(samples);
  });

  it('gives back whatever it was given, for any values in any order', () => {
    const value = fc.oneof(
      fc.integer(),
      fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => number + 0),
      fc.maxSafeInteger(),
      fc.boolean(),
      fc.string({ maxLength: 10 }),
    );
    const name = fc.constantFrom('a', 'b', 'c', 'd');
    const sample = fc.dictionary(name, fc.dictionary(name, value, { minKeys: 1, noNullPrototype: true }), {
      noNullPrototype: true,
    });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 1e13 }), sample), { maxLength: 20 }),
        (samples) => {
          const chunk = new Chunk(0, samples[0]?.[0] ?? 0);
          for (const [at, plain] of samples) chunk.append(at, momentOf(plain));
          expect(readAll(chunk)).toEqual(samples);
        },
      ),
    );
  });

  it('takes few bytes for what changes little', () => {
    const chunk = new Chunk(0, 0);
    for (let second = 0; second < 60; second += 1) {
      const stream = {
        timestamp: 1.7e12 + 1_000.25 * second,
        packets: 50 * second,
        kind: 'audio',
        level: 0.25,
      };
      chunk.append(1_000 * second, momentOf({ a: stream, b: stream, c: { ...stream, packets: 7 } }));
    }
    chunk.seal();
    // Five numbers change: with their headers about 6 + 5 bytes for two streams, and 6 for the third.
    expect(chunk.bytes).toBeLessThan(60 * 25 + 500);
  });
});
