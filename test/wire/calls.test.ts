import { openDatabase } from '@earshot/server/calls/database/open.ts';
import { issueToken } from '@earshot/server/tokens/issue.ts';
import { createKeyRing } from '@earshot/server/tokens/keys.ts';
import { CallDetail, CallList, LegDetail } from '@earshot/shared/calls-api.ts';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { spawnServer, untilReady } from '../support/server-process.ts';
import { startApp, type TestApp } from '../support/start-app.ts';
import { connect, join, joinParams } from '../support/wire-client.ts';

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

describe('a server that is killed in a call', () => {
  const SECRET = 'f3b1c2d4e5a697881726354453627180';
  const url = `sqlite:${path.join(folder, 'killed.db')}`;
  const env = {
    EARSHOT_PORT: '0',
    EARSHOT_RTC_IPS: '127.0.0.1',
    EARSHOT_RTC_PORT: '0',
    EARSHOT_WORKERS: '1',
    EARSHOT_API_KEYS: `app:${SECRET}`,
    EARSHOT_OPERATOR_KEYS: OPERATOR,
    EARSHOT_STORE_URL: url,
  };
  const listAt = async (origin: string) => {
    const answer = await fetch(`${origin}/v1/calls`, { headers: { authorization: `Bearer ${OPERATOR}` } });
    return CallList.parse(await answer.json()).calls;
  };

  it('has what it had told the store after the next start, the call as interrupted, and a file that is whole', async () => {
    const first = spawnServer(env);
    const origin = await untilReady(first);
    const client = await connect({ url: origin });
    const keys = createKeyRing([{ id: 'app', secret: SECRET }]);
    const wish = { identity: 'ann', room: 'daily', role: 'presenter' } as const;
    const { token } = await issueToken(keys, wish, Date.now());
    const joined = await client.request('join', joinParams(token, 'daily'));
    await expect.poll(() => listAt(origin)).toMatchObject([{ live: true, legs: 1 }]);
    first.child.kill('SIGKILL');
    await first.exited;

    const database = await openDatabase(url);
    expect(await database.all('PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }]);
    await database.close();
    const second = spawnServer(env);
    try {
      const again = await untilReady(second);
      expect(await listAt(again)).toMatchObject([
        { callId: joined.callId, live: false, interrupted: true, legs: 1 },
      ]);
      const route = `${again}/v1/calls/${joined.callId}/legs/${joined.participantId}`;
      const answer = await fetch(route, { headers: { authorization: `Bearer ${OPERATOR}` } });
      const { leg, events } = LegDetail.parse(await answer.json());
      expect(leg).toMatchObject({ identity: 'ann', live: false, endReason: null });
      expect(leg.endedAt).not.toBeNull();
      expect(events).toContainEqual(expect.objectContaining({ name: 'operation', detail: 'join' }));
    } finally {
      second.child.kill('SIGKILL');
      await second.exited;
      client.close();
    }
  });
});
