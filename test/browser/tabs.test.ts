import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Person } from '../support/browser/person.ts';
import { installProbe } from '../support/browser/probe.ts';
import { openStage, type Stage } from '../support/browser/stage.ts';
import { until } from '../support/until.ts';

const identityOf = (person: { page: Person['page'] }) =>
  person.page.evaluate(() => window.earshotCall?.localParticipant.identity);

async function untilParticipants(stage: Stage, count: number, timeoutMs = 60_000): Promise<void> {
  await until(
    async () => {
      const answer = await stage.app.api('GET', `/v1/rooms/${stage.room}`);
      const { participants } = (await answer.json()) as { participants: number };
      return participants === count ? undefined : `${String(participants)} participants`;
    },
    { timeoutMs, what: `${String(count)} participants` },
  );
}

for (const policy of ['replace', 'allow'] as const) {
  describe(`tabs of one person, duplicate identity policy ${policy}`, () => {
    let stage: Stage;
    beforeAll(async () => {
      stage = await openStage({ env: { EARSHOT_DUPLICATE_IDENTITY: policy } });
    });
    afterEach(async () => {
      await stage.clear();
    });
    afterAll(async () => {
      await stage.close();
    });

    it('gives two tabs of one browser two identities', async () => {
      const ann = await stage.join('Ann');
      const second = await secondTab(stage, ann);
      expect(await identityOf({ page: second })).not.toBe(await identityOf(ann));
      await untilParticipants(stage, 2);
    });

    it('keeps the identity over a reload and leaves one participant', async () => {
      const ann = await stage.join('Ann');
      const before = await identityOf(ann);
      await ann.page.reload();
      await ann.untilConnected();
      expect(await identityOf(ann)).toBe(before);
      await untilParticipants(stage, 1);
    });

    it('frees the place of a closed page by its beacon, long before the resume time is over', async () => {
      const ann = await stage.join('Ann');
      await stage.join('Ben');
      await untilParticipants(stage, 2);
      await ann.page.close({ runBeforeUnload: false });
      // The resume time is 30 s; a page that closes says so, and its place is kept for 3 s.
      await untilParticipants(stage, 1, 25_000);
    });
  });
}

/** A tab that the browser duplicated has a copy of the first one’s session storage. */
async function secondTab(stage: Stage, first: Person) {
  const storage = await first.page.evaluate(() =>
    JSON.stringify(Object.fromEntries(Object.entries(sessionStorage))),
  );
  const page = await first.context.newPage();
  await installProbe(page, {});
  await page.addInitScript((copied) => {
    if (sessionStorage.length > 0) return;
    for (const [key, value] of Object.entries(JSON.parse(copied) as Record<string, string>))
      sessionStorage.setItem(key, value);
  }, storage);
  await page.goto(`${stage.app.url}/?room=${stage.room}`);
  await page.getByTestId('name-input').fill('Ann too');
  await page.getByTestId('join-button').click();
  await until(async () =>
    (await page.getByTestId('connection-state').first().getAttribute('data-state')) === 'connected'
      ? undefined
      : 'the second tab is not connected',
  );
  return page;
}
