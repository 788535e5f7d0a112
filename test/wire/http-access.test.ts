import { HTTP_RATES } from '@earshot/shared';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { floodUntilRefused } from '../support/flood.ts';
import { problemOf } from '../support/problem.ts';
import { startApp, type TestApp } from '../support/start-app.ts';
import { join } from '../support/wire-client.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startApp({
    env: { EARSHOT_ALLOWED_ORIGINS: 'https://app.example.org', EARSHOT_GUEST_ACCESS: 'link' },
  });
});
afterAll(() => app.close());

const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  fetch(`${app.url}${path}`, { method: 'POST', body: JSON.stringify(body), headers });

describe('guests', () => {
  it('exchange an invite of the API for a token, until it is revoked', async () => {
    const made = await app.api('POST', '/v1/rooms/party/invites', {
      role: 'attendee',
      expiresInSeconds: 3_600,
    });
    expect(made.status).toBe(201);
    const { invite, inviteId } = (await made.json()) as { invite: string; inviteId: string };
    const exchanged = await post('/v1/invites/exchange', { invite, name: 'Guest', guestKey: 'k'.repeat(43) });
    expect(exchanged.status).toBe(201);
    const { token, identity } = (await exchanged.json()) as { token: string; identity: string };
    const guest = await join(app, { room: 'party', identity: 'x', token });
    expect(guest.joined.snapshot.participants[0]).toMatchObject({
      identity,
      name: 'Guest',
      role: 'attendee',
    });
    guest.close();
    expect((await app.api('DELETE', `/v1/rooms/party/invites/${inviteId}`)).status).toBe(204);
    expect(await problemOf(await post('/v1/invites/exchange', { invite }))).toEqual({
      status: 410,
      code: 'invite_revoked',
    });
  });

  it('are refused with anything that is no invite, and slowed down', async () => {
    const own = await startApp({ env: { EARSHOT_GUEST_ACCESS: 'link' } });
    try {
      const exchange = (invite: string) =>
        fetch(`${own.url}/v1/invites/exchange`, { method: 'POST', body: JSON.stringify({ invite }) });
      expect(await problemOf(await exchange('nonsense'))).toEqual({ status: 401, code: 'invite_invalid' });
      const token = await own.token({ identity: 'ann', room: 'party' });
      expect(await problemOf(await exchange(token))).toEqual({ status: 401, code: 'invite_invalid' });
      const { answered, refused } = await floodUntilRefused(() => exchange('nonsense'));
      expect(answered + 2).toBeGreaterThanOrEqual(HTTP_RATES.invite.burst);
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(await problemOf(refused)).toEqual({ status: 429, code: 'rate_limited' });
    } finally {
      await own.close();
    }
  });

  it.each(['an invite', 'the development endpoint'])(
    'check their connection unseen, in a room of their own, by %s',
    async (by) => {
      const made = await app.api('POST', '/v1/rooms/checked/invites', { role: 'presenter' });
      const { invite } = (await made.json()) as { invite: string };
      const purpose = 'preflight';
      const ask = () =>
        by === 'an invite'
          ? post('/v1/invites/exchange', { invite, purpose, guestKey: 'k'.repeat(43) })
          : post('/v1/dev/token', { room: 'checked', identity: 'ann', role: 'presenter', purpose });
      const ann = await join(app, { room: 'checked', identity: 'ann' });
      const answer = await ask();
      expect(answer.status).toBe(201);
      const given = (await answer.json()) as { token: string; room: string; identity: string };
      expect(given.room).toMatch(/^preflight-[\da-f-]{36}$/u);
      expect(given.identity).toMatch(/^preflight-/u);
      expect(((await (await ask()).json()) as typeof given).room).not.toBe(given.room);
      await expect(join(app, { room: 'checked', identity: 'x', token: given.token })).rejects.toMatchObject({
        code: 'token_wrong_room',
      });
      const check = await join(app, { room: given.room, identity: 'x', token: given.token });
      expect(check.joined.media).not.toBeNull();
      expect(check.joined.snapshot.head?.self.grants).toEqual({
        publish: [],
        subscribe: false,
        data: false,
        admin: false,
        hidden: true,
      });
      check.close();
      expect(ann.events.map(({ name }) => name)).not.toContain('participantJoined');
      expect(ann.eventsOf('callEnded')).toEqual([]);
      ann.close();
    },
  );

  it('cannot check their connection with what is no invite, or for another purpose', async () => {
    const wrong = await post('/v1/invites/exchange', { invite: 'nonsense', purpose: 'preflight' });
    expect(await problemOf(wrong)).toEqual({ status: 401, code: 'invite_invalid' });
    const strange = await post('/v1/dev/token', { room: 'a', purpose: 'spying' });
    expect(await problemOf(strange)).toEqual({ status: 400, code: 'bad_params' });
  });

  it('are not let in where guest access is off', async () => {
    const shut = await startApp();
    try {
      const made = await shut.api('POST', '/v1/rooms/party/invites', { role: 'attendee' });
      expect(await problemOf(made)).toEqual({ status: 403, code: 'guest_access_off' });
      const config: unknown = await (await fetch(`${shut.url}/v1/client-config`)).json();
      expect(config).toMatchObject({ development: true, guestAccess: 'off' });
    } finally {
      await shut.close();
    }
  });
});

describe('origins', () => {
  it('lets pages of its own origin and of listed ones read its answers', async () => {
    for (const origin of [app.url, 'https://app.example.org']) {
      const response = await fetch(`${app.url}/v1/client-config`, { headers: { origin } });
      expect([response.status, response.headers.get('access-control-allow-origin')]).toEqual([200, origin]);
      expect(response.headers.get('vary')).toContain('Origin');
      const preflight = await fetch(`${app.url}/v1/beacon`, { method: 'OPTIONS', headers: { origin } });
      expect(preflight.status).toBe(204);
      expect(preflight.headers.get('access-control-allow-headers')).toContain('Content-Type');
    }
  });

  it('refuses others with a code, before their request does anything', async () => {
    const response = await post('/v1/dev/token', { room: 'a' }, { origin: 'https://evil.example.org' });
    expect(response.headers.get('access-control-allow-origin')).toBeNull();
    expect(await problemOf(response)).toEqual({ status: 403, code: 'origin_not_allowed' });
  });

  it('lets listed pages show it in an iframe and no others', async () => {
    const response = await fetch(`${app.url}/`);
    const policy = response.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("frame-ancestors 'self' https://app.example.org");
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain(`connect-src 'self' ws://127.0.0.1:${String(app.port)}`);
    expect(policy).not.toContain('unsafe');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.get('strict-transport-security')).toBeNull();
    expect(response.headers.get('x-powered-by')).toBeNull();
  });
});
