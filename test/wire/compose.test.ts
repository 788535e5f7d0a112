import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import { composeEnvironment, readCompose, SOME_ENV } from '../support/compose.ts';
import { freePortRun } from '../support/free-ports.ts';
import { parseMetrics, sumOf } from '../support/metrics.ts';
import { spawnServer, untilReady, type ServerProcess } from '../support/server-process.ts';
import { until } from '../support/until.ts';
import { connect, joinParams } from '../support/wire-client.ts';

const running: ServerProcess[] = [];
afterEach(async () => {
  for (const server of running.splice(0)) {
    server.child.kill('SIGKILL');
    await server.exited;
  }
});

/** The server with the environment that the compose file gives it; only addresses and ports are this machine's. */
async function start(values: Readonly<Record<string, string>> = {}) {
  const webPort = await freePortRun(2);
  const metricsPort = webPort + 1;
  const server = spawnServer({
    ...composeEnvironment({ ...SOME_ENV, ...values }),
    EARSHOT_HOST: '127.0.0.1',
    EARSHOT_PORT: String(webPort),
    EARSHOT_WORKERS: '1',
    EARSHOT_RTC_IPS: '127.0.0.1',
    EARSHOT_RTC_PORT: '0',
    EARSHOT_METRICS_HOST: '127.0.0.1',
    EARSHOT_METRICS_PORT: String(metricsPort),
    EARSHOT_OTLP_ENDPOINT: '',
    EARSHOT_STORE_URL: 'off',
  });
  running.push(server);
  await untilReady(server);
  return {
    server,
    url: `http://127.0.0.1:${String(webPort)}`,
    metricsUrl: `http://127.0.0.1:${String(metricsPort)}/metrics`,
  };
}

const withKey = { authorization: `Bearer ${SOME_ENV.EARSHOT_API_KEYS}` };

describe('the server as docker-compose.yml runs it', () => {
  it('lets a guest in by an invite link, and counts them where Prometheus looks', async () => {
    const { url, metricsUrl } = await start();
    const made = await fetch(`${url}/v1/rooms/party/invites`, {
      method: 'POST',
      headers: withKey,
      body: JSON.stringify({ role: 'collaborator' }),
    });
    expect(made.status).toBe(201);
    const { invite } = (await made.json()) as { invite: string };
    const exchanged = await fetch(`${url}/v1/invites/exchange`, {
      method: 'POST',
      body: JSON.stringify({ invite, name: 'Guest' }),
    });
    const { token } = (await exchanged.json()) as { token: string };
    const guest = await connect({ url });
    const joined = await guest.request('join', joinParams(token, 'party'));
    expect(joined.media?.iceServers.flatMap(({ urls }) => urls)).toContain(
      'turn:calls.example.org:3478?transport=udp',
    );
    await until(async () => {
      const samples = parseMetrics(await (await fetch(metricsUrl)).text());
      return sumOf(samples, 'earshot_participants') === 1 ? undefined : 'nobody counted';
    });
    expect((await fetch(`${url}/metrics`)).status).toBe(404);
    guest.close();
  });

  it('lets no guest in when the operator says so', async () => {
    const { url } = await start({ EARSHOT_GUEST_ACCESS: 'off' });
    const refused = await fetch(`${url}/v1/rooms/party/invites`, {
      method: 'POST',
      headers: withKey,
      body: JSON.stringify({ role: 'attendee' }),
    });
    expect(await refused.json()).toMatchObject({ code: 'guest_access_off' });
  });

  it('passes its own health check while it runs, and fails it when it is gone', async () => {
    const { server, url } = await start();
    const [, program = '', ...args] = readCompose().services['earshot']?.healthcheck?.test ?? [];
    expect(program).toBe('node');
    const check = () =>
      promisify(execFile)(
        process.execPath,
        args.map((word) => word.replace('http://127.0.0.1:8080', url)),
      );
    await expect(check()).resolves.toBeDefined();
    server.child.kill('SIGKILL');
    await server.exited;
    await expect(check()).rejects.toMatchObject({ code: 1 });
  });
});
