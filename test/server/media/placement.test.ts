import { describe, expect, it } from 'vitest';
import { isFull, selectLeastLoaded } from '../../../server/media/placement.ts';

const worker = (packetsIn: number, packetsOut: number, rooms = 0) => ({
  load: { packetsPerSecondIn: packetsIn, packetsPerSecondOut: packetsOut },
  rooms: { size: rooms },
});

describe('a new room', () => {
  it('goes to the worker with the fewest packets, of equals to the one with the fewest rooms', () => {
    const [busy, calm, empty] = [worker(10, 90, 1), worker(20, 30, 9), worker(25, 25, 2)];
    expect(selectLeastLoaded([busy, undefined, calm, empty])).toBe(empty);
    expect(selectLeastLoaded([busy, calm])).toBe(calm);
    expect(selectLeastLoaded([undefined])).toBeUndefined();
  });

  it('is refused when every worker forwards as many packets as it may, in and out together', () => {
    expect(isFull([worker(10_000, 40_000), worker(20_000, 31_000)], 50_000)).toBe(true);
    expect(isFull([worker(60_000, 0), worker(10_000, 39_999)], 50_000)).toBe(false);
  });

  it('is not refused while a lost worker is being replaced', () => {
    expect(isFull([undefined], 50_000)).toBe(false);
    expect(isFull([undefined, worker(0, 50_000)], 50_000)).toBe(true);
  });
});
