import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStage, type Stage } from '../support/browser/stage.ts';
import { scrape, sumOf } from '../support/metrics.ts';
import { until, untilValue } from '../support/until.ts';
import { workerPids } from '../support/worker-processes.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage({ env: { EARSHOT_WORKERS: '2' } });
});
afterAll(async () => {
  await stage.close();
});

describe('a media worker that dies', () => {
  it('brings everybody of its room back without a reload, leaves the other room alone, and is counted', async () => {
    const hurt = [await stage.join('Ann', { room: 'first' }), await stage.join('Ben', { room: 'first' })];
    const worker = await workerOfTheOnlyRoom();
    const unhurt = [
      await stage.join('Cleo', { room: 'second' }),
      await stage.join('Dan', { room: 'second' }),
    ];
    const all = [...hurt, ...unhurt];
    await Promise.all(all.map((person) => person.untilReceives({ videos: 1, voices: 1 })));
    const pid = workerPids()[worker];
    if (pid === undefined) throw new Error(`there is no process of worker ${String(worker)}`);

    process.kill(pid, 'SIGKILL');
    await until(
      async () =>
        sumOf(await scrape(stage.app.url), 'earshot_worker_died_total') === 1
          ? undefined
          : 'no death counted',
      { timeoutMs: 120_000 },
    );
    await Promise.all(unhurt.map((person) => person.untilReceives({ videos: 1, voices: 1 })));
    await Promise.all(hurt.map((person) => person.untilConnected()));
    await Promise.all(hurt.map((person) => person.untilReceives({ videos: 1, voices: 1 })));
    const up = sumOf(await scrape(stage.app.url), 'earshot_worker_up');
    expect(up).toBe(2);
  });
});

/** Index of the worker that carries transports while only one room is open. */
async function workerOfTheOnlyRoom(): Promise<number> {
  const find = async () => {
    const busy = (await scrape(stage.app.url)).find(
      ({ name, value }) => name === 'earshot_worker_transports' && value > 0,
    );
    return busy === undefined ? undefined : Number(busy.labels['worker']);
  };
  return untilValue(find, { timeoutMs: 120_000, what: 'a worker with transports' });
}
