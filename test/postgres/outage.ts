import { expect, it } from 'vitest';
import type { TestPostgres } from '../support/postgres.ts';
import { callIdOf, callOf, CALL_START, idOf, intervalOf, legOf } from '../support/call-rows.ts';
import { openStore, untilWritten, type TestStore } from '../support/call-store.ts';

/** Rows of intervals and events that may wait, and how many more the outage brings. */
const [ROOM, MORE] = [10_000, 250];
const ANN = legOf(1, 11, 'ann');

/** The database goes away while a call is on, and comes back. */
export function describeOutage(running: () => TestPostgres): void {
  it('goes on without a database that crashed, within bounds, and writes what waited when it is back', async () => {
    const postgres = running();
    const store = await openStore(await postgres.makeDatabase());
    await beginCall(store);
    await postgres.crash();
    const delay = pushMany(store, ROOM + MORE);
    expect(delay).toBeLessThan(5_000);
    await expect.poll(() => store.counted.reachable).toBe(false);
    // One batch is on its way already and waits beside the others.
    expect(store.calls.waiting()).toBeLessThanOrEqual(ROOM + 1_000);
    await expect(store.calls.reader.call(idOf(1))).rejects.toMatchObject({ code: 'store_unavailable' });
    store.calls.recorder.legEnded({ ...ANN, reason: 'hangup', at: CALL_START + 40_000 });
    store.calls.recorder.callEnded({ callId: callIdOf(1), at: CALL_START + 40_000 });

    await postgres.start();
    await untilWritten(store);
    expect(store.counted.reachable).toBe(true);
    const { full, failed, removed } = store.counted.dropped;
    expect([full > 0, failed, removed]).toEqual([true, 0, 0]);
    const { call, leg } = await store.calls.reader.leg(idOf(1), ANN.participantId);
    expect(call).toMatchObject({ live: false, interrupted: false, endedAt: CALL_START + 40_000 });
    expect(leg.seconds.good).toBe((1 + ROOM + MORE - full) * 10);
    await store.calls.close();
  });

  it('gives up on a database that stops answering, and writes each row once when it goes on', async () => {
    const postgres = running();
    const store = await openStore(`${await postgres.makeDatabase()}&query_timeout=500`);
    await beginCall(store);
    postgres.freeze();
    try {
      pushMany(store, 20);
      for (let number = 0; number < 5; number += 1)
        store.calls.recorder.event({
          ...ANN,
          name: 'operation',
          detail: 'publish',
          result: 'ok',
          ms: number,
        });
      await expect.poll(() => store.counted.reachable).toBe(false);
    } finally {
      postgres.thaw();
    }
    await untilWritten(store);
    const { leg, events } = await store.calls.reader.leg(idOf(1), ANN.participantId);
    expect(leg.seconds.good).toBe(210);
    expect(events.map(({ ms }) => ms)).toEqual([0, 1, 2, 3, 4]);
    expect(store.counted.dropped).toEqual({ full: 0, failed: 0, removed: 0 });
    await store.calls.close();
  });
}

/** Two servers share the database. */
export function describeSharing(running: () => TestPostgres): void {
  it('writes nothing more of a person whose data was removed by way of another server', async () => {
    const url = await running().makeDatabase();
    const [first, second] = [await openStore(url), await openStore(url)];
    await beginCall(first);
    expect(await second.calls.reader.remove('ann')).toMatchObject({ legs: 1, intervals: 1 });
    pushMany(first, 3);
    await untilWritten(first);
    expect(first.counted.dropped.removed).toBe(3);
    await expect(second.calls.reader.leg(idOf(1), ANN.participantId)).rejects.toMatchObject({
      code: 'participant_not_found',
    });
    await Promise.all([first.calls.close(), second.calls.close()]);
  });
}

async function beginCall(store: TestStore): Promise<void> {
  store.calls.recorder.callStarted(callOf(1, 'daily'));
  store.calls.recorder.legStarted(ANN);
  store.calls.recorder.intervalJudged(intervalOf(ANN, 0, { tracks: [] }));
  await untilWritten(store);
}

/** Tells of so many intervals more; answers how long the caller was held up, ms. */
function pushMany(store: TestStore, count: number): number {
  const startedAt = performance.now();
  for (let number = 1; number <= count; number += 1)
    store.calls.recorder.intervalJudged(intervalOf(ANN, number, { tracks: [] }));
  return performance.now() - startedAt;
}
