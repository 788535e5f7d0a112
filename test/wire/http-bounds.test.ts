import { HTTP_RATES, LIMITS } from '@earshot/shared';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { floodUntilRefused } from '../support/flood.ts';
import { startApp, type TestApp } from '../support/start-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startApp({ env: { EARSHOT_GUEST_ACCESS: 'link' } });
});
afterAll(() => app.close());

const codeOf = async (response: Response): Promise<string | undefined> =>
  ((await response.json()) as { code?: string }).code;

describe('lifetimes', () => {
  const token = { identity: 'a', room: 'a', role: 'attendee' };
  const DAY = LIMITS.tokenMaxSeconds;
  const MONTH = LIMITS.inviteMaxSeconds;

  it.each([
    ['/v1/tokens', token, 59, 'bad_params'],
    ['/v1/tokens', token, 60, undefined],
    ['/v1/tokens', token, DAY, undefined],
    ['/v1/tokens', token, DAY + 1, 'bad_params'],
    ['/v1/dev/token', { room: 'a' }, DAY, undefined],
    ['/v1/dev/token', { room: 'a' }, DAY + 1, 'bad_params'],
    ['/v1/rooms/a/invites', { role: 'attendee' }, 59, 'bad_params'],
    ['/v1/rooms/a/invites', { role: 'attendee' }, 60, undefined],
    ['/v1/rooms/a/invites', { role: 'attendee' }, MONTH, undefined],
    ['/v1/rooms/a/invites', { role: 'attendee' }, MONTH + 1, 'bad_params'],
  ])('of %s: %j for %d s is answered with %s', async (...row) => {
    const [path, body, expiresInSeconds, code] = row;
    const before = Date.now();
    const response = await app.api('POST', path, { ...body, expiresInSeconds });
    const answer = (await response.json()) as { code?: string; expiresAt?: number };
    expect([response.status, answer.code]).toEqual([code === undefined ? 201 : 400, code]);
    if (answer.expiresAt === undefined) return;
    // Expiries are whole seconds, counted from the second that has begun.
    expect(answer.expiresAt).toBeGreaterThan(before + (expiresInSeconds - 1) * 1_000 - 1);
    expect(answer.expiresAt).toBeLessThanOrEqual(Date.now() + expiresInSeconds * 1_000);
  });
});

describe('rates of what is open to everybody', () => {
  it('slow down who asks for development tokens, and say for how long', async () => {
    const own = await startApp();
    try {
      const { answered, refused } = await floodUntilRefused(() =>
        fetch(`${own.url}/v1/dev/token`, { method: 'POST', body: JSON.stringify({ room: 'a' }) }),
      );
      expect(answered).toBeGreaterThanOrEqual(HTTP_RATES.devToken.burst);
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(await codeOf(refused)).toBe('rate_limited');
    } finally {
      await own.close();
    }
  });

  it('count the clients behind a trusted proxy, not the proxy', async () => {
    const own = await startApp({ env: { EARSHOT_TRUST_PROXY: 'loopback' } });
    try {
      const ask = exchangeAs(own);
      await floodUntilRefused(() => ask('203.0.113.1'));
      expect(await codeOf(await ask('203.0.113.2'))).toBe('guest_access_off');
    } finally {
      await own.close();
    }
  });

  it('believe nobody’s X-Forwarded-For where no proxy is trusted', async () => {
    const own = await startApp();
    try {
      const ask = exchangeAs(own);
      let count = 0;
      const { answered } = await floodUntilRefused(() => {
        count += 1;
        return ask(`203.0.113.${String(count % 250)}`);
      });
      expect(answered).toBeGreaterThanOrEqual(HTTP_RATES.invite.burst);
    } finally {
      await own.close();
    }
  });
});

function exchangeAs(own: TestApp): (forwardedFor: string) => Promise<Response> {
  return (forwardedFor) =>
    fetch(`${own.url}/v1/invites/exchange`, {
      method: 'POST',
      headers: { 'x-forwarded-for': forwardedFor },
      body: JSON.stringify({ invite: 'nonsense' }),
    });
}
