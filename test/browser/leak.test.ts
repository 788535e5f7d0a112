import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStage, type Stage } from '../support/browser/stage.ts';
import { scrape, sumOf } from '../support/metrics.ts';
import { until } from '../support/until.ts';

const ROUNDS = 50;
let stage: Stage;
beforeAll(async () => {
  stage = await openStage({ env: { EARSHOT_EMPTY_ROOM_SECONDS: '1' } });
});
afterAll(async () => {
  await stage.close();
});

interface PageWindow {
  earshotClient: { join(room: string, options: object): Promise<{ leave(): Promise<void> }> };
}

describe('leaving', () => {
  it(`frees everything on the server after ${String(ROUNDS)} rounds of joining and leaving`, async () => {
    const person = await stage.open('Ann');
    const rounds = await person.page.evaluate(async (count) => {
      const { earshotClient } = globalThis as unknown as PageWindow; // set by the page in development
      for (let round = 0; round < count; round += 1) {
        const call = await earshotClient.join('leak', { name: 'Ann', microphone: true, camera: true });
        await call.leave();
      }
      return count;
    }, ROUNDS);
    expect(rounds).toBe(ROUNDS);
    await until(
      async () => {
        const samples = await scrape(stage.app.url);
        const left = [
          'earshot_participants',
          'earshot_rooms',
          'earshot_sessions',
          'earshot_transports',
          'earshot_producers',
          'earshot_consumers',
        ]
          .map((name) => ({ name, value: sumOf(samples, name) }))
          .filter(({ value }) => value !== 0);
        return left.length === 0 ? undefined : JSON.stringify(left);
      },
      { timeoutMs: 30_000, what: 'every counter at zero' },
    );
  }, 240_000);
});
