import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findTool } from '../../scripts/tools.mjs';
import { until } from './until.ts';

/** A running TURN server. */
export interface Turn {
  readonly url: string;
  /** Shared with the server that makes the credentials. */
  readonly secret: string;
  close(): Promise<void>;
}

/** Starts Debian's coturn on loopback with REST-style expiring credentials. */
export async function openTurn({ port }: { port: number }): Promise<Turn> {
  const secret = 'a-turn-secret-for-tests-0123456789';
  const folder = await mkdtemp(join(tmpdir(), 'earshot-turn-'));
  const tool = await findTool('turnserver');
  if (tool === undefined) throw new Error('coturn is not there: npm run setup');
  const process_ = spawn(tool.path, argumentsOf(port, secret, folder), {
    cwd: folder,
    env: { ...process.env, ...tool.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [process_.stdout, process_.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-4_000);
    });
  }
  await until(() => listening(port, () => output), { timeoutMs: 60_000, what: 'coturn listening' });
  return {
    url: `turn:127.0.0.1:${String(port)}?transport=udp`,
    secret,
    async close() {
      process_.kill('SIGKILL');
      if (process_.exitCode === null && process_.signalCode === null) await once(process_, 'exit');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function argumentsOf(port: number, secret: string, folder: string): string[] {
  return [
    '-n',
    '--no-cli',
    '--listening-ip=127.0.0.1',
    '--relay-ip=127.0.0.1',
    `--listening-port=${String(port)}`,
    '--use-auth-secret',
    `--static-auth-secret=${secret}`,
    '--realm=earshot.test',
    '--allow-loopback-peers',
    '--no-tls',
    '--no-dtls',
    '--log-file=stdout',
    '--simple-log',
    `--pidfile=${join(folder, 'turnserver.pid')}`,
    `--userdb=${join(folder, 'turndb')}`,
  ];
}

async function listening(port: number, output: () => string): Promise<string | undefined> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return undefined;
  } catch {
    return `no listener yet; coturn says: ${output()}`;
  } finally {
    socket.destroy();
  }
}
