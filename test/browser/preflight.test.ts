import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStage, type Stage } from '../support/browser/stage.ts';
import { freePortRun } from '../support/free-ports.ts';
import { openTurn, type Turn } from '../support/turn.ts';
import { until } from '../support/until.ts';
import { join } from '../support/wire-client.ts';

const NETWORK = ['signalling', 'iceUdp', 'iceTcp', 'iceRelay'] as const;
type Reasons = Record<(typeof NETWORK)[number], string | undefined>;

let turn: Turn;
let stage: Stage;
beforeAll(async () => {
  turn = await openTurn({ port: await freePortRun(1) });
  stage = await openStage({
    env: {
      EARSHOT_TURN_URLS: turn.url,
      EARSHOT_TURN_SECRET: turn.secret,
      EARSHOT_GUEST_ACCESS: 'link',
    },
  });
});
afterAll(async () => {
  await stage.close();
  await turn.close();
});

async function openAt(address: string): Promise<Page> {
  const context = await stage.browser.newContext();
  const page = await context.newPage();
  await page.goto(`${stage.app.url}/${address}`);
  return page;
}

/** Clicks, and waits until every network check has its result. */
async function check(page: Page): Promise<Reasons> {
  await page.getByTestId('preflight-start').click();
  const reasons = async () => {
    const found = await Promise.all(
      NETWORK.map(async (name) => {
        const line = page.locator(`[data-testid=preflight-results] [data-check=${name}]`);
        return [name, (await line.getAttribute('data-reason')) ?? undefined] as const;
      }),
    );
    return Object.fromEntries(found) as Reasons;
  };
  await until(
    async () => {
      const open = Object.entries(await reasons()).filter(([, reason]) => reason === undefined);
      return open.length === 0 ? undefined : `no result of ${open.map(([name]) => name).join(', ')}`;
    },
    { timeoutMs: 90_000, intervalMs: 200, what: 'the checks' },
  );
  return reasons();
}

const PASSED: Reasons = { signalling: 'ok', iceUdp: 'ok', iceTcp: 'ok', iceRelay: 'ok' };

describe('the check before a call', () => {
  it('finds every way to the server, and nobody in the room sees it come', async () => {
    const made = await stage.app.api('POST', '/v1/rooms/checked/invites', { role: 'presenter' });
    const { invite } = (await made.json()) as { invite: string };
    const ann = await join(stage.app, { room: 'checked', identity: 'ann' });
    const guest = await openAt(`#invite=${invite}`);
    expect(await check(guest)).toEqual(PASSED);
    const developer = await openAt('?room=checked');
    expect(await check(developer)).toEqual(PASSED);
    expect(ann.eventsOf('participantJoined')).toEqual([]);
    // The chat is answered after all that came before it.
    await ann.request('chat', { text: 'nobody here' });
    expect(ann.eventsOf('participantJoined')).toEqual([]);
    for (const page of [guest, developer]) await page.context().close();
    ann.close();
  });

  it('does not use up a link’s own token, nor throw its owner out of a call', async () => {
    const token = await stage.app.token({ identity: 'ann', room: 'linked' });
    const ann = await join(stage.app, { room: 'linked', identity: 'ann', token });
    const page = await openAt(`#token=${token}`);
    expect(await check(page)).toEqual({
      signalling: 'skipped',
      iceUdp: 'skipped',
      iceTcp: 'skipped',
      iceRelay: 'skipped',
    });
    await page.locator('[data-check=signalling]').getByText('this link').waitFor();
    expect(ann.eventsOf('callEnded')).toEqual([]);
    expect(await ann.send('chat', { text: 'still here' })).toMatchObject({ ok: true });
    await page.context().close();
    ann.close();
  });
});
