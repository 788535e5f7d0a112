import { issueToken } from '@earshot/server/tokens/issue.ts';
import { createKeyRing } from '@earshot/server/tokens/keys.ts';
import type { RequestInput } from '@earshot/shared';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:https';
import { getPriority, tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { spawnServer, untilReady, type ServerProcess } from '../support/server-process.ts';
import { until } from '../support/until.ts';
import { connect, joinParams, type Joined } from '../support/wire-client.ts';

const SECRET = 'f3b1c2d4e5a697881726354453627180';
const keys = createKeyRing([{ id: 'app', secret: SECRET }]);

const DEVELOPMENT = {
  EARSHOT_PORT: '0',
  EARSHOT_RTC_IPS: '127.0.0.1',
  EARSHOT_RTC_PORT: '0',
  EARSHOT_WORKERS: '1',
  EARSHOT_API_KEYS: `app:${SECRET}`,
};
const PRODUCTION = { ...DEVELOPMENT, NODE_ENV: 'production', EARSHOT_METRICS_PORT: '0' };

const running: ServerProcess[] = [];
function start(env: Record<string, string>): ServerProcess {
  const server = spawnServer(env);
  running.push(server);
  return server;
}
afterEach(async () => {
  for (const server of running.splice(0)) {
    server.child.kill('SIGKILL');
    await server.exited;
  }
});

async function joinAt(
  url: string,
  room: string,
  more: { identity?: string; params?: Partial<RequestInput<'join'>> } = {},
): Promise<Joined> {
  const client = await connect({ url });
  const { identity = 'ann', params } = more;
  const { token } = await issueToken(keys, { identity, room, role: 'presenter' }, Date.now());
  const joined = await client.request('join', { ...joinParams(token, room), ...params });
  return { ...client, joined, token };
}

describe('the server process', () => {
  it('has the scheduling priority that was asked for', async () => {
    const server = start({ ...DEVELOPMENT, EARSHOT_SIGNALLING_NICE: '6', EARSHOT_WORKER_NICE: '0' });
    await untilReady(server);
    expect(getPriority(server.child.pid)).toBe(6);
  });

  it('J13: drains on SIGTERM: not ready, no new calls, everybody told, and ends when the last one has left', async () => {
    const server = start(DEVELOPMENT);
    const url = await untilReady(server);
    const ann = await joinAt(url, 'drain');
    server.child.kill('SIGTERM');
    expect(await ann.event('reconnectNeeded')).toMatchObject({ what: 'session', reason: 'draining' });
    const ready = await fetch(`${url}/readyz`);
    expect([ready.status, await ready.json()]).toEqual([503, { ready: false, draining: true, workersUp: 1 }]);
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    const refused = { code: 'draining' };
    await expect(joinAt(url, 'another')).rejects.toMatchObject(refused);
    await expect(joinAt(url, 'drain', { identity: 'bob' })).rejects.toMatchObject(refused);
    expect(await ann.send('chat', { text: 'still works' })).toMatchObject({ ok: true });
    await ann.request('leave', {});
    expect(await server.exited).toBe(0);
  });

  it('J13: lets a page of a running call come back after a reload while it drains, but takes no move to itself', async () => {
    const server = start({ ...DEVELOPMENT, EARSHOT_DUPLICATE_IDENTITY: 'allow' });
    const url = await untilReady(server);
    const ann = await joinAt(url, 'drain');
    server.child.kill('SIGTERM');
    await ann.event('reconnectNeeded');
    const { sessionId, resumeToken } = ann.joined;
    const replaces = { sessionId, resumeToken };
    await expect(joinAt(url, 'drain', { params: { replaces, moving: true } })).rejects.toMatchObject({
      code: 'draining',
    });
    const unproven = { sessionId, resumeToken: `${resumeToken}x` };
    await expect(joinAt(url, 'drain', { params: { replaces: unproven } })).rejects.toBeDefined();
    expect(await ann.send('chat', { text: 'still there' })).toMatchObject({ ok: true });
    const again = await joinAt(url, 'drain', { params: { replaces } });
    expect(await ann.event('callEnded')).toMatchObject({ reason: 'replaced' });
    expect(await again.event('reconnectNeeded')).toMatchObject({ what: 'session', reason: 'draining' });
    await again.request('leave', {});
    expect(await server.exited).toBe(0);
  });

  it('E2: ends the calls that are left at the deadline with server_shutdown', async () => {
    const server = start({ ...DEVELOPMENT, EARSHOT_DRAIN_SECONDS: '1' });
    const ann = await joinAt(await untilReady(server), 'deadline');
    server.child.kill('SIGTERM');
    expect(await ann.event('callEnded')).toMatchObject({ reason: 'server_shutdown' });
    expect(await server.exited).toBe(0);
  });

  it('ends at once on a second signal', async () => {
    const server = start({ ...DEVELOPMENT, EARSHOT_DRAIN_SECONDS: '600' });
    const ann = await joinAt(await untilReady(server), 'second');
    server.child.kill('SIGTERM');
    // The same signal, passed on by a terminal or a parent, is no second one.
    server.child.kill('SIGTERM');
    await ann.event('reconnectNeeded');
    expect(server.child.exitCode).toBeNull();
    await until(
      () => {
        server.child.kill('SIGTERM');
        return server.child.exitCode === null ? 'still there' : undefined;
      },
      { intervalMs: 200 },
    );
    expect(await server.exited).toBe(1);
  });

  it('ends without calls to wait for as soon as it is told', async () => {
    const server = start({ ...DEVELOPMENT, EARSHOT_DRAIN_SECONDS: '600' });
    await untilReady(server);
    server.child.kill('SIGINT');
    expect(await server.exited).toBe(0);
  });

  it('prints its settings with secrets hidden, and logs no token', async () => {
    const server = start({ ...DEVELOPMENT, EARSHOT_LOG_LEVEL: 'debug' });
    const url = await untilReady(server);
    const client = await connect({ url });
    const { token } = await issueToken(keys, { identity: 'ann', room: 'x', role: 'presenter' }, Date.now());
    await client.send('join', { ...joinParams(token, 'x'), extra: token });
    const { resumeToken } = await client.request('join', joinParams(token, 'x'));
    await until(() => (server.output().includes('session joined') ? undefined : 'no join in the log'));
    expect(server.output()).toContain('EARSHOT_API_KEYS');
    for (const secret of [SECRET, token, resumeToken]) expect(server.output()).not.toContain(secret);
  });

  it.each([
    [{ EARSHOT_PROT: '80' }, 'did you mean EARSHOT_PORT?'],
    [{ NODE_ENV: 'production' }, 'EARSHOT_RTC_IPS must be set in production'],
    [
      { EARSHOT_TLS_CERT: '/none.pem', EARSHOT_TLS_KEY: '/none.pem' },
      'EARSHOT_TLS_CERT and EARSHOT_TLS_KEY cannot',
    ],
  ])('refuses to start with %j and says why', async (env, why) => {
    const server = start({ ...DEVELOPMENT, EARSHOT_RTC_IPS: 'NODE_ENV' in env ? '' : '127.0.0.1', ...env });
    expect(await server.exited).toBe(1);
    expect(server.output()).toContain(why);
    expect(server.output()).not.toContain('    at ');
  });

  it('says that its port is in use', async () => {
    const first = start(DEVELOPMENT);
    const { port } = new URL(await untilReady(first));
    const second = start({ ...DEVELOPMENT, EARSHOT_PORT: port });
    expect(await second.exited).toBe(1);
    expect(second.output()).toContain(`127.0.0.1:${port} is in use`);
    expect(second.output()).toContain('EARSHOT_PORT');
  });

  it('says that the port for its metrics is in use', async () => {
    const first = start(DEVELOPMENT);
    const { port } = new URL(await untilReady(first));
    const second = start({ ...DEVELOPMENT, EARSHOT_METRICS_PORT: port });
    expect(await second.exited).toBe(1);
    expect(second.output()).toContain(`127.0.0.1:${port} is in use`);
    expect(second.output()).toContain('EARSHOT_METRICS_PORT');
    expect(second.output()).not.toContain('    at ');
  });
});

describe('production', () => {
  it('has no development endpoint, no metrics on the web port and no default secret', async () => {
    const server = start(PRODUCTION);
    const url = await untilReady(server);
    const post = (route: string, body: object) =>
      fetch(`${url}${route}`, { method: 'POST', body: JSON.stringify(body) });
    expect((await post('/v1/dev/token', { room: 'a' })).status).toBe(404);
    expect((await fetch(`${url}/metrics`)).status).toBe(404);
    const document = (await (await fetch(`${url}/openapi.json`)).json()) as { paths: object };
    expect(Object.keys(document.paths)).not.toContain('/v1/dev/token');
    expect(await (await fetch(`${url}/v1/client-config`)).json()).toMatchObject({ development: false });
    const metricsPort = /"metricsPort":(\d+)/u.exec(server.output())?.[1] ?? '0';
    expect((await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).status).toBe(200);
    const ann = await joinAt(url, 'production');
    expect(ann.socket.connected).toBe(true);
    ann.close();
  });

  it('refuses to start without an API key, and with a weak one', async () => {
    for (const EARSHOT_API_KEYS of ['', 'app:12345678']) {
      const server = start({ ...PRODUCTION, EARSHOT_API_KEYS });
      expect(await server.exited).toBe(1);
      expect(server.output()).toContain('EARSHOT_API_KEYS');
    }
  });

  it('speaks https with its own certificate, and says so to browsers', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'earshot-tls-'));
    const certFile = path.join(folder, 'cert.pem');
    const keyFile = path.join(folder, 'key.pem');
    try {
      const openssl = 'req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=localhost';
      execFileSync('openssl', [...openssl.split(' '), '-keyout', keyFile, '-out', certFile], {
        stdio: 'ignore',
      });
      const server = start({ ...PRODUCTION, EARSHOT_TLS_CERT: certFile, EARSHOT_TLS_KEY: keyFile });
      const url = await untilReady(server);
      expect(url).toMatch(/^https:/u);
      const headers = await new Promise<NodeJS.Dict<string | string[]>>((resolve, reject) => {
        request(`${url}/healthz`, { rejectUnauthorized: false }, (response) => {
          response.resume();
          resolve(response.headers);
        })
          .once('error', reject)
          .end();
      });
      expect(headers['strict-transport-security']).toContain('max-age');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
