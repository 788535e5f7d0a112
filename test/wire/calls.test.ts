import { CallDetail, CallList, LegDetail } from '@earshot/shared/calls-api.ts';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from '../support/start-app.ts';
import { join } from '../support/wire-client.ts';

const OPERATOR = 'ops:a-secret-of-operators-of-32-characters-or-more';
const folder = mkdtempSync(path.join(tmpdir(), 'earshot-calls-'));
let app: TestApp;

beforeAll(async () => {
  app = await startApp({
    env: {
      EARSHOT_STORE_URL: `sqlite:${path.join(folder, 'calls.db')}`,
      EARSHOT_OPERATOR_KEYS: OPERATOR,
    },
  });
});
afterAll(async () => {
  await app.close();
  rmSync(folder, { recursive: true, force: true });
});

const ask = (route: string, method = 'GET', key = OPERATOR) =>
  fetch(`${app.url}${route}`, { method, headers: { authorization: `Bearer ${key}` } });

describe('what operators ask of the call store', () => {
  it('is answered within seconds of what happens, to operators alone, and gone once removed', async () => {
    const client = await join(app, { room: 'daily', identity: 'ann' });
    const joined = client.joined;
    const list = async () => CallList.parse(await (await ask('/v1/calls?room=daily')).json()).calls;
    await expect.poll(list).toMatchObject([{ callId: joined.callId, live: true, legs: 1 }]);
    const call = CallDetail.parse(await (await ask(`/v1/calls/${joined.callId}`)).json());
    expect(call.legs).toMatchObject([{ identity: 'ann', participantId: joined.participantId }]);
    const leg = `/v1/calls/${joined.callId}/legs/${joined.participantId}`;
    expect(LegDetail.parse(await (await ask(leg)).json()).events).toContainEqual(
      expect.objectContaining({ name: 'operation', detail: 'join', result: 'ok' }),
    );
    const csv = await ask('/v1/calls/export/summary?format=csv');
    expect(csv.headers.get('content-type')).toContain('text/csv');
    expect((await csv.text()).split('\r\n')[1]).toContain('ann');

    const { id, secret } = app.apiKey;
    expect((await ask('/v1/calls', 'GET', `${id}:${secret}`)).status).toBe(401);
    expect((await ask('/v1/calls?limit=1000')).status).toBe(400);
    const removed = await ask('/v1/participants/ann/data', 'DELETE');
    expect(await removed.json()).toMatchObject({ legs: 1 });
    expect((await ask(leg)).status).toBe(404);
    client.close();
  });
});
