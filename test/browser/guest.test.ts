import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStage, type Stage } from '../support/browser/stage.ts';

const SECRET = 'a-secret-of-a-production-server-0123456789';
let stage: Stage;
beforeAll(async () => {
  stage = await openStage({
    env: {
      NODE_ENV: 'production',
      EARSHOT_API_KEYS: `app:${SECRET}`,
      EARSHOT_GUEST_ACCESS: 'link',
      EARSHOT_METRICS_TOKEN: 'a-token-for-prometheus-0123456789',
    },
  });
});
afterAll(async () => {
  await stage.close();
});

async function api(path: string, init: RequestInit = {}): Promise<Response> {
  return fetch(`${stage.app.url}${path}`, {
    ...init,
    headers: { authorization: `Bearer app:${SECRET}`, 'content-type': 'application/json' },
  });
}

describe('guests on a production server', () => {
  it('come in by an invite link, and not once it is revoked', async () => {
    const made = await api('/v1/rooms/lounge/invites', {
      method: 'POST',
      body: JSON.stringify({ role: 'attendee' }),
    });
    expect(made.status).toBe(201);
    const { invite, inviteId } = (await made.json()) as { invite: string; inviteId: string };

    const people = [];
    for (const name of ['Ann', 'Ben']) {
      const context = await stage.browser.newContext();
      const page = await context.newPage();
      await page.goto(`${stage.app.url}/#invite=${invite}`);
      await page.getByTestId('name-input').fill(name);
      await page.getByTestId('join-button').click();
      await page
        .locator('[data-testid=connection-state][data-state=connected]')
        .first()
        .waitFor({ state: 'attached', timeout: 60_000 });
      people.push(page);
    }
    await people[0]?.locator('[data-testid=tile]', { hasText: 'Ben' }).first().waitFor();

    expect((await api(`/v1/rooms/lounge/invites/${inviteId}`, { method: 'DELETE' })).status).toBe(204);
    const late = await stage.browser.newPage();
    await late.goto(`${stage.app.url}/#invite=${invite}`);
    await late.getByTestId('name-input').fill('Late');
    await late.getByTestId('join-button').click();
    await late
      .getByTestId('error-message')
      .getByText(/revoked|withdrawn|no longer/iu)
      .waitFor();
  });

  it('cannot get a development token, and metrics ask for theirs', async () => {
    const answer = await fetch(`${stage.app.url}/v1/dev/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ room: 'lounge', name: 'x' }),
    });
    expect(answer.status).toBe(404);
    expect((await fetch(`${stage.app.url}/metrics`)).status).toBe(401);
  });
});
