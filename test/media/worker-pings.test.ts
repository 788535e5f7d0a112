import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Poller } from '../../server/media/poller.ts';
import { PING_EACH_MS, STALL_MS, WorkerPings } from '../../server/media/worker-pings.ts';
import type { LiveWorker } from '../../server/media/workers.ts';
import { createFakeClock, type FakeClock } from '../support/fake-clock.ts';
import { until } from '../support/until.ts';
import { openPlainPlace, openPlainRouter } from './packets.ts';

const POLL_MS = 5_000;

describe('two workers, of which one stops', () => {
  let clock: FakeClock;
  let opened: Awaited<ReturnType<typeof openPlainRouter>>[];
  let pool: { workers: (LiveWorker | undefined)[] };
  let pings: WorkerPings;
  let stalls: number[];
  let warnings: string[];

  beforeEach(async () => {
    clock = createFakeClock();
    opened = await Promise.all([openPlainRouter(), openPlainRouter()]);
    const places = await Promise.all(opened.map((one) => openPlainPlace(one)));
    pool = { workers: places.map(({ live }, index) => ({ ...live, index })) };
    stalls = [];
    warnings = [];
    const quiet = () => undefined;
    pings = new WorkerPings({
      clock,
      pool,
      logger: {
        debug: quiet,
        info: quiet,
        warn: (_: object, text: string) => warnings.push(text),
        error: quiet,
      },
      observer: { workerStalled: (seconds) => stalls.push(seconds) },
    });
    pings.start();
    await untilOwed(0);
  });

  afterEach(() => {
    pings.close();
    process.kill(pidOf(1), 'SIGCONT');
    for (const one of opened) one.close();
  });

  const live = (index: number): LiveWorker => {
    const found = pool.workers[index];
    if (found === undefined) throw new Error('no such worker');
    return found;
  };
  const pidOf = (index: number) => live(index).pid;
  /** One timer is the next look's. */
  const untilOwed = (answers: number) =>
    until(() =>
      clock.pending === answers + 1 ? undefined : `${String(clock.pending - 1)} answers are owed`,
    );

  async function stopSecond(): Promise<void> {
    process.kill(pidOf(1), 'SIGSTOP');
    clock.advance(PING_EACH_MS);
    await untilOwed(1);
    clock.advance(PING_EACH_MS);
    await untilOwed(1);
    clock.advance(STALL_MS - PING_EACH_MS);
  }

  it('tells which one owes an answer for a second, and for how long it did', async () => {
    await stopSecond();
    expect([0, 1].map((index) => pings.isStalled(live(index)))).toEqual([false, true]);
    expect(warnings).toEqual(['media worker does not answer']);
    for (let look = 0; look < 4; look += 1) {
      clock.advance(PING_EACH_MS);
      await untilOwed(0);
    }
    process.kill(pidOf(1), 'SIGCONT');
    await until(() => (stalls.length === 1 ? undefined : 'no answer'));
    expect(stalls).toEqual([3]);
    expect(pings.isStalled(live(1))).toBe(false);
    clock.advance(PING_EACH_MS);
    await untilOwed(0);
    expect(warnings).toEqual(['media worker does not answer', 'media worker had stalled']);
  });

  it('counts one that is lost while it is stalled, and asks its replacement', async () => {
    await stopSecond();
    process.kill(pidOf(1), 'SIGKILL');
    await until(() => (stalls.length === 1 ? undefined : 'still waited for'));
    pool.workers[1] = undefined;
    clock.advance(PING_EACH_MS);
    await untilOwed(0);
    expect(stalls).toHaveLength(1);
    pool.workers[1] = live(0);
  });

  it('waits for answers of the other only', async () => {
    const measured: number[] = [];
    let periods = 0;
    const poller = new Poller({
      clock,
      pollMs: POLL_MS,
      pool,
      pings,
      collect: () => [],
      measured: ({ index }) => measured.push(index),
      concluded: () => (periods += 1),
    });
    poller.start();
    process.kill(pidOf(1), 'SIGSTOP');
    await until(() => {
      clock.advance(POLL_MS / 20);
      return periods >= 2 ? undefined : `period ${String(periods)}`;
    });
    expect(measured.filter((index) => index === 0).length).toBeGreaterThanOrEqual(2);
    expect(poller.usage.get(0, pidOf(0)).cpuSeconds).toBeGreaterThan(0);
    expect(pings.isStalled(live(1))).toBe(true);
    poller.close();
  });

  it('asks nobody any more once it is closed', async () => {
    await stopSecond();
    pings.close();
    expect(clock.pending).toBe(0);
  });
});
