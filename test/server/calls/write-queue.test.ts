import { DropLog } from '@earshot/server/calls/drop-log.ts';
import type { StoreRow } from '@earshot/server/calls/rows.ts';
import { FLUSH_MS, WriteQueue, type DropReason, type WriteBatch } from '@earshot/server/calls/write-queue.ts';
import { EarshotError } from '@earshot/shared';
import { describe, expect, it } from 'vitest';
import { createFakeClock } from '../../support/fake-clock.ts';

const eventOf = (ms: number): StoreRow => ({
  ...{ type: 'event', callId: 'c', participantId: 'p', name: 'operation', trackId: null },
  ...{ detail: 'publish', result: 'ok', ms, at: 0 },
});
const callOf = (room: string): StoreRow => ({ type: 'call', callId: 'c', room, at: 0 });
const tell = (row: StoreRow) => (row.type === 'event' ? row.ms : row.type === 'call' ? row.room : row.type);

function setUp(limits?: { lasting: number; bulk: number }) {
  const clock = createFakeClock();
  const handed: { readonly number: number; readonly rows: unknown[] }[] = [];
  const dropped: [DropReason, number][] = [];
  const reachable: boolean[] = [];
  let isAway = false;
  const write: WriteBatch = (rows, number) => {
    handed.push({ number, rows: rows.map(tell) });
    return isAway
      ? Promise.reject(new EarshotError('store_unavailable'))
      : Promise.resolve({ written: rows.length, failed: 0, removed: 0 });
  };
  const queue = new WriteQueue({
    clock,
    write,
    observer: {
      written: () => undefined,
      flushed: () => undefined,
      reachable: (is) => reachable.push(is),
      dropped: (reason, rows) => dropped.push([reason, rows]),
    },
    ...(limits === undefined ? {} : { limits }),
  });
  const pass = async (ms: number) => {
    clock.advance(ms);
    // What was handed over is answered in the microtasks of this turn.
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { clock, queue, handed, dropped, reachable, pass, setAway: (is: boolean) => (isAway = is) };
}

describe('rows on their way to the store', () => {
  it('wait for each other half a second, and go as one batch, what others hang on first', async () => {
    const { queue, handed, pass } = setUp();
    queue.push(eventOf(1));
    queue.push(callOf('daily'));
    queue.push(eventOf(2));
    await pass(FLUSH_MS - 1);
    expect(handed).toEqual([]);
    await pass(1);
    expect(handed).toEqual([{ number: 1, rows: ['daily', 1, 2] }]);
    expect(queue.size).toBe(0);
  });

  it('lose the oldest of intervals and events when there is no room, and nothing else', async () => {
    const { queue, handed, dropped, pass } = setUp({ lasting: 10, bulk: 3 });
    queue.push(callOf('daily'));
    for (let ms = 1; ms <= 5; ms += 1) queue.push(eventOf(ms));
    expect(queue.size).toBe(4);
    expect(dropped).toEqual([
      ['full', 1],
      ['full', 1],
    ]);
    await pass(FLUSH_MS);
    expect(handed[0]?.rows).toEqual(['daily', 3, 4, 5]);
  });

  it('come again with the number of their batch while the store is away for 30 s, ever less often', async () => {
    const { queue, handed, dropped, reachable, pass, setAway } = setUp({ lasting: 10, bulk: 100 });
    setAway(true);
    queue.push(callOf('daily'));
    await pass(FLUSH_MS);
    for (let second = 0; second < 30; second += 1) {
      for (let each = 0; each < 10; each += 1) queue.push(eventOf(second * 10 + each));
      await pass(1_000);
    }
    expect(new Set(handed.map(({ number }) => number))).toEqual(new Set([1]));
    expect(handed.length).toBeLessThan(15);
    expect(queue.size).toBe(101);
    expect(dropped).toHaveLength(200);
    expect(new Set(reachable)).toEqual(new Set([false]));

    setAway(false);
    await pass(5_000);
    await pass(0);
    expect(reachable.at(-1)).toBe(true);
    expect(queue.size).toBe(0);
    expect(handed.at(-1)).toMatchObject({ number: 2, rows: Array.from({ length: 100 }, (_, n) => 200 + n) });
  });

  it('are counted as lost when the server ends and the store is still away', async () => {
    const { queue, dropped, setAway } = setUp();
    setAway(true);
    queue.push(eventOf(1));
    await queue.close();
    expect(dropped).toEqual([['full', 1]]);
    queue.push(eventOf(2));
    expect(queue.size).toBe(0);
  });
});

describe('the log of lost rows', () => {
  it('has the first at once, and then a line a minute with how many there were', () => {
    const clock = createFakeClock();
    const lines: unknown[] = [];
    const log = new DropLog(clock, { warn: (line: unknown) => lines.push(line) });
    log.dropped('removed', 5);
    for (let second = 0; second < 61; second += 1) {
      log.dropped('full', 2);
      clock.advance(1_000);
    }
    log.dropped('failed', 1, 'disk image is malformed');
    expect(lines).toEqual([
      { reason: 'full', rows: 2, why: undefined },
      { reason: 'full', rows: 120, why: undefined },
      { reason: 'failed', rows: 1, why: 'disk image is malformed' },
    ]);
  });
});
