import { HTTP_RATES, LIMITS } from '@earshot/shared';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { floodUntilRefused } from '../support/flood.ts';
import { opusParameters } from '../media/fixtures.ts';
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

async function problemOf(response: Response): Promise<{ status: number; code: string }> {
  expect(response.headers.get('content-type')).toContain('application/problem+json');
  const body = (await response.json()) as { status: number; code: string };
  expect(body.status).toBe(response.status);
  return { status: body.status, code: body.code };
}

describe('health', () => {
  it('says that it is alive, and ready while its workers are up', async () => {
    expect(await (await fetch(`${app.url}/healthz`)).json()).toEqual({ alive: true });
    const ready = await fetch(`${app.url}/readyz`);
    expect([ready.status, await ready.json()]).toEqual([200, { ready: true, draining: false, workersUp: 1 }]);
  });
});

describe('the API', () => {
  const closed: [string, string][] = [
    ['POST', '/v1/tokens'],
    ['GET', '/v1/rooms'],
    ['GET', '/v1/rooms/a'],
    ['DELETE', '/v1/rooms/a'],
    ['GET', '/v1/rooms/a/participants'],
    ['DELETE', '/v1/rooms/a/participants/00000000-0000-4000-8000-000000000001'],
    ['POST', '/v1/rooms/a/participants/00000000-0000-4000-8000-000000000001/mute'],
    ['POST', '/v1/rooms/a/mute'],
    ['POST', '/v1/rooms/a/forbid'],
    ['POST', '/v1/rooms/a/permit'],
    ['PUT', '/v1/rooms/a/spotlight'],
    ['POST', '/v1/rooms/a/invites'],
    ['DELETE', '/v1/rooms/a/invites/00000000-0000-4000-8000-000000000001'],
  ];

  it.each(closed)('%s %s asks for an API key', async (method, path) => {
    const { id, secret } = app.apiKey;
    for (const authorization of [undefined, `Bearer ${id}:wrong`, `Bearer x:${secret}`, `Basic ${secret}`]) {
      const response = await fetch(`${app.url}${path}`, {
        method,
        headers: authorization === undefined ? {} : { authorization },
      });
      expect(response.headers.get('www-authenticate')).toBe('Bearer');
      expect(await problemOf(response)).toEqual({ status: 401, code: 'api_key_invalid' });
    }
  });

  it('makes tokens that let people join', async () => {
    const response = await app.api('POST', '/v1/tokens', {
      identity: 'ann',
      name: 'Ann',
      room: 'tokens',
      role: 'attendee',
      grants: { publish: ['microphone'] },
      expiresInSeconds: 60,
    });
    expect(response.status).toBe(201);
    const { token, expiresAt } = (await response.json()) as { token: string; expiresAt: number };
    expect(expiresAt).toBeGreaterThan(Date.now());
    const ann = await join(app, { room: 'tokens', identity: 'ann', token });
    expect(ann.joined.snapshot.head?.self.grants).toMatchObject({ publish: ['microphone'], admin: false });
    ann.close();
  });

  it.each([
    ['a wrong role', { identity: 'a', room: 'a', role: 'king' }],
    ['a room with a slash', { identity: 'a', room: 'a/b', role: 'attendee' }],
    ['too long a life', { identity: 'a', room: 'a', role: 'attendee', expiresInSeconds: 90_000 }],
    ['too short a life', { identity: 'a', room: 'a', role: 'attendee', expiresInSeconds: 59 }],
    ['an overlong name', { identity: 'a', room: 'a', role: 'attendee', name: 'x'.repeat(129) }],
    ['an unknown key', { identity: 'a', room: 'a', role: 'attendee', admin: true }],
    ['no body', undefined],
    ['a list', []],
  ])('refuses a token with %s', async (_what, body) => {
    expect(await problemOf(await app.api('POST', '/v1/tokens', body))).toEqual({
      status: 400,
      code: 'bad_params',
    });
  });

  it('refuses what is no JSON, what is too large, and what is encoded strangely', async () => {
    const headers = { authorization: `Bearer ${app.apiKey.id}:${app.apiKey.secret}` };
    const send = (body: string, more = {}) =>
      fetch(`${app.url}/v1/tokens`, { method: 'POST', body, headers: { ...headers, ...more } });
    expect(await problemOf(await send('{'))).toEqual({ status: 400, code: 'bad_params' });
    const large = JSON.stringify({ identity: 'x'.repeat(LIMITS.maxBodyBytes) });
    expect(await problemOf(await send(large))).toEqual({ status: 413, code: 'message_too_large' });
    expect(await problemOf(await send('{}', { 'content-encoding': 'br' }))).toMatchObject({
      code: 'bad_params',
    });
    expect(await problemOf(await app.api('GET', '/v1/rooms/%ff'))).toMatchObject({ code: 'bad_params' });
  });

  it('knows rooms and participants, mutes, removes and closes', async () => {
    expect(await problemOf(await app.api('GET', '/v1/rooms/desk'))).toEqual({
      status: 404,
      code: 'room_not_found',
    });
    const ann = await join(app, { room: 'desk', identity: 'ann' });
    const bob = await join(app, { room: 'desk', identity: 'bob', grants: { hidden: true } });
    const { callId, participantId } = ann.joined;
    expect(await (await app.api('GET', '/v1/rooms/desk')).json()).toMatchObject({
      room: 'desk',
      callId,
      participants: 2,
    });
    const { rooms } = (await (await app.api('GET', '/v1/rooms')).json()) as { rooms: { room: string }[] };
    expect(rooms.map(({ room }) => room)).toContain('desk');
    const list = (await (await app.api('GET', '/v1/rooms/desk/participants')).json()) as {
      participants: { identity: string }[];
    };
    expect(list.participants.map(({ identity }) => identity)).toEqual(['ann', 'bob']);
    const mute = { sources: ['microphone'], mode: 'request' };
    expect((await app.api('POST', `/v1/rooms/desk/participants/${participantId}/mute`, mute)).status).toBe(
      204,
    );
    expect(await ann.event('muteRequested')).toEqual({ sources: ['microphone'], by: null });
    expect((await app.api('DELETE', `/v1/rooms/desk/participants/${participantId}`)).status).toBe(204);
    expect(await ann.event('callEnded')).toMatchObject({ reason: 'removed', by: null });
    expect(await problemOf(await app.api('DELETE', `/v1/rooms/desk/participants/${participantId}`))).toEqual({
      status: 404,
      code: 'participant_not_found',
    });
    expect((await app.api('DELETE', '/v1/rooms/desk')).status).toBe(204);
    expect(await bob.event('callEnded')).toMatchObject({ reason: 'room_closed' });
    expect((await app.api('GET', '/v1/rooms/desk')).status).toBe(404);
  });

  it('mutes all, forbids, permits and sets the spotlight as an admin of the call does', async () => {
    const ann = await join(app, { room: 'stage', identity: 'ann', role: 'collaborator' });
    const eve = await join(app, { room: 'stage', identity: 'eve', grants: { hidden: true } });
    const { participantId } = ann.joined;
    const call = (method: string, path: string, body: object) =>
      app.api(method, `/v1/rooms/stage/${path}`, body);
    const publish = { source: 'microphone', rtpParameters: opusParameters(), paused: false } as const;
    const { trackId } = await ann.request('publish', publish);
    const sources = ['microphone'];
    const asked = await call('POST', 'mute', { sources, mode: 'request' });
    expect([asked.status, await asked.json()]).toEqual([200, { participants: 1 }]);
    expect(await ann.event('muteRequested')).toEqual({ sources, by: null });
    expect((await call('POST', 'forbid', { sources })).status).toBe(204);
    expect(await eve.event('forbiddenForAll')).toEqual({ sources, by: null });
    const unmute = { trackId, paused: false };
    expect(await ann.send('setPublished', unmute)).toMatchObject({ error: { code: 'not_allowed' } });
    expect((await call('POST', 'permit', { sources, participantId })).status).toBe(204);
    expect(await ann.send('setPublished', unmute)).toMatchObject({ ok: true });
    expect((await call('PUT', 'spotlight', { participantIds: [participantId] })).status).toBe(204);
    expect(await eve.event('spotlight')).toEqual({ participantIds: [participantId], by: null });
    const hidden = { participantIds: [eve.joined.participantId] };
    expect(await problemOf(await call('PUT', 'spotlight', hidden))).toEqual({
      status: 404,
      code: 'participant_not_found',
    });
    expect(await problemOf(await call('POST', 'forbid', { sources: ['mouth'] }))).toEqual({
      status: 400,
      code: 'bad_params',
    });
    expect(await problemOf(await app.api('POST', '/v1/rooms/none/mute', { sources, mode: 'force' }))).toEqual(
      {
        status: 404,
        code: 'room_not_found',
      },
    );
    ann.close();
    eve.close();
  });

  it('answers unknown paths and methods with problems', async () => {
    expect(await problemOf(await fetch(`${app.url}/v1/nothing`))).toEqual({ status: 404, code: 'not_found' });
    const patched = await fetch(`${app.url}/v1/rooms`, { method: 'PATCH' });
    expect(patched.headers.get('allow')).toBe('GET');
    expect(await problemOf(patched)).toEqual({ status: 405, code: 'method_not_allowed' });
  });

  it('describes itself in OpenAPI: every operation, valid schemas', async () => {
    const document = (await (await fetch(`${app.url}/openapi.json`)).json()) as {
      openapi: string;
      paths: Record<
        string,
        Record<string, { requestBody?: { content: Record<string, { schema: object }> } }>
      >;
    };
    expect(document.openapi).toBe('3.1.0');
    for (const [method, path] of closed) {
      const known = Object.entries(document.paths).find(([template]) =>
        new RegExp(`^${template.replaceAll(/\{\w+\}/gu, '[^/]+')}$`, 'u').test(path),
      );
      expect(known?.[1], `${method} ${path}`).toHaveProperty(method.toLowerCase());
    }
    expect(Object.keys(document.paths)).toEqual(
      expect.arrayContaining(['/healthz', '/readyz', '/metrics', '/openapi.json']),
    );
    const ajv = new Ajv2020({ strict: false, validateFormats: false });
    const schema = document.paths['/v1/tokens']?.['post']?.requestBody?.content['application/json']?.schema;
    const validate = ajv.compile(schema ?? false);
    expect(validate({ identity: 'a', room: 'a', role: 'attendee' })).toBe(true);
    expect(validate({ identity: 'a', room: 'a', role: 'king' })).toBe(false);
  });
});

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

describe('metrics', () => {
  it('are on the web port in development', async () => {
    const response = await fetch(`${app.url}/metrics`);
    expect(response.status).toBe(200);
    expect(await response.text()).toContain('earshot_sessions');
  });

  it('ask for their token where one is set', async () => {
    const shut = await startApp({ env: { EARSHOT_METRICS_TOKEN: 'a-token-for-metrics' } });
    try {
      expect((await fetch(`${shut.url}/metrics`)).status).toBe(401);
      const headers = { authorization: 'Bearer a-token-for-metrics' };
      expect((await fetch(`${shut.url}/metrics`, { headers })).status).toBe(200);
    } finally {
      await shut.close();
    }
  });

  it('have a port of their own where one is set, and leave the web port', async () => {
    const own = await startApp({ env: { EARSHOT_METRICS_PORT: '0' } });
    try {
      expect((await fetch(`${own.url}/metrics`)).status).toBe(404);
      const response = await fetch(`http://127.0.0.1:${String(own.metricsPort)}/metrics`);
      expect(await response.text()).toContain('earshot_sessions');
    } finally {
      await own.close();
    }
  });
});
