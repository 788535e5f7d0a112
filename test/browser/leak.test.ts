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

describe('leaving', () => {
  it(`frees everything on the server after ${String(ROUNDS)} rounds of joining and leaving`, async () => {
    const person = await stage.open('Ann');
    for (let round = 0; round < ROUNDS; round += 1) {
      await person.page.getByTestId(round === 0 ? 'join-button' : 'rejoin-button').click();
      await person.untilConnected();
      await person.leave();
      await person.page.getByTestId('ended-screen').waitFor();
    }
    const joined = sumOf(await scrape(stage.app.url), 'earshot_legs_started_total');
    expect(joined).toBe(ROUNDS);
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
      { timeoutMs: 120_000, what: 'every counter at zero' },
    );
  }, 600_000);
});
