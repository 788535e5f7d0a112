import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StreamSums, type StreamCounters } from '../../../server/media/stream-totals.ts';

const counters = (packets: number, packetsLost = 0): StreamCounters => ({
  bytes: packets * 100,
  packets,
  packetsLost,
  nack: 0,
  pli: 0,
  retransmitted: 0,
});

const audioIn = (id: string) => ({ id, direction: 'in', kind: 'audio' }) as const;

function packetsIn(sums: StreamSums): number | undefined {
  return sums.totals().find(({ direction, kind }) => direction === 'in' && kind === 'audio')?.packets;
}

describe('the sums of streams', () => {
  it('start at zero for both directions and kinds', () => {
    expect(new StreamSums().totals().map(({ direction, kind, bytes }) => [direction, kind, bytes])).toEqual([
      ['in', 'audio', 0],
      ['in', 'video', 0],
      ['out', 'audio', 0],
      ['out', 'video', 0],
    ]);
  });

  it('count a stream from its first reading on, each packet once', () => {
    const sums = new StreamSums();
    sums.add(audioIn('a'), counters(10));
    sums.add(audioIn('a'), counters(15));
    sums.add(audioIn('b'), counters(7));
    expect(packetsIn(sums)).toBe(22);
  });

  it('keep what a stream added when it is gone, and count one of the same name anew', () => {
    const sums = new StreamSums();
    sums.add(audioIn('a'), counters(10));
    sums.retain(() => false);
    expect(sums.size).toBe(0);
    sums.add(audioIn('a'), counters(4));
    expect(packetsIn(sums)).toBe(14);
  });

  it('do not shrink when lost packets arrive late', () => {
    const sums = new StreamSums();
    sums.add(audioIn('a'), counters(100, 10));
    sums.add(audioIn('a'), counters(110, 4));
    sums.add(audioIn('a'), counters(120, 6));
    expect(sums.totals()[0]?.packetsLost).toBe(12);
  });

  it('only grow, whatever is read', () => {
    const reading = fc.tuple(fc.constantFrom('a', 'b'), fc.nat(1_000), fc.boolean());
    fc.assert(
      fc.property(fc.array(reading), (list) => {
        const sums = new StreamSums();
        let last = 0;
        for (const [id, packets, forget] of list) {
          sums.add(audioIn(id), counters(packets));
          if (forget) sums.retain((other) => other !== id);
          const now = packetsIn(sums) ?? -1;
          expect(now).toBeGreaterThanOrEqual(last);
          last = now;
        }
      }),
    );
  });
});
