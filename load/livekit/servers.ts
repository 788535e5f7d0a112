import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startChild } from '../run/child.ts';
import { poll } from '../run/poll.ts';
import { startServer } from '../run/server.ts';

const START_LIMIT_MS = 30_000;

/** A server to compare, just started. */
export interface Contender {
  readonly pid: number;
  /** Where and with which key the load program joins. */
  readonly flags: readonly string[];
  stop(): Promise<void>;
}

/** Earshot as `npm start` would run it, on loopback. */
export async function startEarshot(): Promise<Contender> {
  const server = await startServer({ EARSHOT_WORKER_NICE: '0', EARSHOT_SIGNALLING_NICE: '0' });
  const [id = '', secret = ''] = server.apiKey.split(':');
  return {
    pid: server.pid,
    flags: ['-sfu', 'earshot', '-url', server.url, '-key', id, '-secret', secret],
    stop: () => server.stop(),
  };
}

const KEY = 'bench';
const SECRET = 'bench-secret-of-thirty-two-characters-or-more';

/** LiveKit with its defaults, on loopback. */
export async function startLivekit(binary: string): Promise<Contender> {
  const folder = mkdtempSync(path.join(tmpdir(), 'earshot-livekit-'));
  const [port, tcp] = [await freeTcp(), await freeTcp()];
  const udp = await freeUdp();
  const config = {
    port,
    bind_addresses: ['127.0.0.1'],
    rtc: {
      tcp_port: tcp,
      udp_port: udp,
      use_external_ip: false,
      node_ip: '127.0.0.1',
      enable_loopback_candidate: true,
      use_ice_lite: true,
      interfaces: { includes: ['lo'] },
    },
    keys: { [KEY]: SECRET },
    logging: { level: 'warn' },
    room: { auto_create: true },
  };
  // JSON is YAML.
  const file = path.join(folder, 'livekit.yaml');
  writeFileSync(file, JSON.stringify(config));
  const child = startChild(binary, ['--config', file], { env: process.env });
  await untilAnswers(`http://127.0.0.1:${String(port)}/`, () => child.tail());
  return {
    pid: child.pid,
    flags: [
      ...['-sfu', 'livekit', '-url', `127.0.0.1:${String(port)}`, '-media-port', String(udp)],
      ...['-key', KEY, '-secret', SECRET],
    ],
    async stop() {
      await child.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function untilAnswers(url: string, tail: () => string): Promise<void> {
  const answers = () =>
    fetch(url, { signal: AbortSignal.timeout(1_000) }).then(
      ({ ok }) => ok,
      () => false,
    );
  if (!(await poll(answers, { everyMs: 100, limitMs: START_LIMIT_MS })))
    throw new Error(`LiveKit's server did not start:\n${tail()}`);
}

async function freeTcp(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function freeUdp(): Promise<number> {
  const socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  socket.close();
  return port;
}
