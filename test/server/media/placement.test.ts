import { describe, expect, it } from 'vitest';
import {
  estimateLegPackets,
  isFull,
  projectPackets,
  selectLeastLoaded,
  selectLegWorker,
} from '../../../server/media/placement.ts';

const worker = (packetsIn: number, packetsOut: number, rooms = 0) => ({
  load: { packetsPerSecondIn: packetsIn, packetsPerSecondOut: packetsOut },
  reserved: { packets: 0 },
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

describe('a leg', () => {
  const select = (pool: (ReturnType<typeof worker> | undefined)[], room: ReturnType<typeof worker>[]) =>
    selectLegWorker({ pool, room, packets: 400, targetPps: 50_000 });

  it('stays with its room while the worker is below the target with it, however empty another one is', () => {
    const [ours, empty] = [worker(9_000, 40_000), worker(0, 0)];
    expect(select([ours, empty], [ours])).toBe(ours);
  });

  it('goes to the pool’s least loaded worker when its room’s would reach the target', () => {
    const [ours, empty] = [worker(9_000, 40_600), worker(0, 0)];
    expect(select([ours, undefined, empty], [ours])).toBe(empty);
  });

  it('goes to that of its room’s workers with most headroom', () => {
    const [full, half, empty] = [worker(0, 49_900), worker(0, 30_000), worker(0, 0)];
    expect(select([full, half, empty], [full, half])).toBe(half);
  });

  it('stays with its room when no other worker is less loaded', () => {
    const [ours, other] = [worker(0, 80_000), worker(0, 90_000)];
    expect(select([ours, other], [ours])).toBe(ours);
    expect(select([undefined], [])).toBeUndefined();
  });

  it('counts what was placed and is not measured yet', () => {
    const [ours, empty] = [{ ...worker(0, 30_000), reserved: { packets: 19_700 } }, worker(0, 0)];
    expect(projectPackets(ours)).toBe(49_700);
    expect(select([ours, empty], [ours])).toBe(empty);
  });

  it('is taken to cost more with each video that it will receive', () => {
    expect(estimateLegPackets(4)).toBeGreaterThan(estimateLegPackets(0));
  });

  it('fills one worker before the next when hundreds join one call at once', () => {
    const pool = [0, 1, 2].map(() => ({ ...worker(0, 0), reserved: { packets: 0 } }));
    const room = new Set<(typeof pool)[number]>();
    const packets = estimateLegPackets(4);
    for (let leg = 0; leg < 350; leg += 1) {
      const chosen = selectLegWorker({ pool, room: [...room], packets, targetPps: 50_000 });
      if (chosen === undefined) throw new Error('no worker');
      // Another worker is begun only when all that have the call are full.
      const left = [...room].filter((used) => projectPackets(used) + packets < 50_000);
      if (!room.has(chosen)) expect(left).toEqual([]);
      room.add(chosen);
      chosen.reserved.packets += packets;
    }
    const loads = pool.map(projectPackets);
    expect(Math.max(...loads) - Math.min(...loads)).toBeLessThanOrEqual(packets);
    expect(loads.reduce((sum, load) => sum + load, 0)).toBe(350 * packets);
  });
});
