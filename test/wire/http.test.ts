import { LIMITS } from '@earshot/shared';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { opusParameters } from '../media/fixtures.ts';
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
