import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { until } from './until.ts';

/** The server as a process of its own. */
export interface ServerProcess {
  readonly child: ChildProcess;
  /** All it printed. */
  output(): string;
  /** Resolves with its exit code (or the signal's name) once it is gone. */
  readonly exited: Promise<number | string>;
}

/** Starts `server/main.ts` with exactly this environment besides the path and the worker. */
export function spawnServer(env: Readonly<Record<string, string>>): ServerProcess {
  const main = path.join(import.meta.dirname, '../../server/main.ts');
  const { PATH = '', HOME = '', MEDIASOUP_WORKER_BIN } = process.env;
  const child = spawn(process.execPath, [main], {
    env: {
      PATH,
      HOME,
      EARSHOT_STORE_URL: 'off',
      ...(MEDIASOUP_WORKER_BIN === undefined ? {} : { MEDIASOUP_WORKER_BIN }),
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
  const exited = new Promise<number | string>((resolve) => {
    child.once('close', (code, signal) => {
      resolve(code ?? signal ?? 'gone');
    });
  });
  return { child, output: () => text, exited };
}

/** Waits until it prints the address to open, and gives that. */
export async function untilReady(server: ServerProcess): Promise<string> {
  const find = () => /open (?<url>https?:\/\/\S+)/u.exec(server.output())?.groups?.['url'];
  await until(() => (find() === undefined ? server.output() : undefined), {
    what: 'server start',
    timeoutMs: 60_000,
  });
  return find() ?? '';
}
