import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { startChild, type Child } from './child.ts';
import { poll } from './poll.ts';
import { readProcesses } from './proc.ts';

const START_LIMIT_MS = 60_000;

/** The server under load, a process of its own. */
export interface LoadedServer {
  readonly url: string;
  readonly pid: number;
  /** `id:secret`. */
  readonly apiKey: string;
  /** Process ids of its workers now. */
  workers(): number[];
  stop(): Promise<void>;
}

/** Starts the server with its workers on loopback and free ports. Rejects with what it printed when it does not start. */
export async function startServer(env: Readonly<Record<string, string>>): Promise<LoadedServer> {
  const apiKey = `load:${randomBytes(24).toString('hex')}`;
  let url: string | undefined;
  const main = path.join(import.meta.dirname, '../../server/main.ts');
  // As `npm start` does: with V8's usual 16 MiB a full call's bursts are collected too often, which delays everything.
  const child = startChild(process.execPath, ['--max-semi-space-size=64', main], {
    env: {
      ...process.env,
      EARSHOT_PORT: process.env['EARSHOT_PORT'] ?? '0',
      EARSHOT_HOST: '127.0.0.1',
      EARSHOT_API_KEYS: apiKey,
      EARSHOT_RTC_IPS: '127.0.0.1',
      EARSHOT_RTC_PORT: '0',
      EARSHOT_DRAIN_SECONDS: '0',
      EARSHOT_LOG_LEVEL: 'warn',
      EARSHOT_STORE_URL: 'off',
      ...env,
    },
    onLine: (line) => {
      url ??= /open (?<url>https?:\/\/\S+)/u.exec(line)?.groups?.['url'];
    },
  });
  await untilUrl(child, () => url);
  return {
    url: url ?? '',
    pid: child.pid,
    apiKey,
    workers: () =>
      readProcesses()
        .filter(({ parent, name }) => parent === child.pid && name.startsWith('mediasoup'))
        .map(({ pid }) => pid)
        .toSorted((a, b) => a - b),
    stop: () => child.stop(),
  };
}

async function untilUrl(child: Child, find: () => string | undefined): Promise<void> {
  const isOver = () => find() !== undefined || child.process.exitCode !== null;
  await poll(isOver, { everyMs: 50, limitMs: START_LIMIT_MS });
  if (find() !== undefined) return;
  await child.stop();
  throw new Error(`The server did not start:\n${child.tail()}`);
}

/** Lets processes run for a share of each second only. */
export function throttle(pids: () => readonly number[], duty: number): { stop(): void } {
  const period = 1_000;
  const signal = (name: 'SIGSTOP' | 'SIGCONT') => {
    for (const pid of pids()) {
      try {
        process.kill(pid, name);
      } catch {
        // It has ended meanwhile.
      }
    }
  };
  const timer = setInterval(() => {
    signal('SIGSTOP');
    setTimeout(signal, period * (1 - duty), 'SIGCONT');
  }, period);
  return {
    stop() {
      clearInterval(timer);
      setTimeout(signal, period, 'SIGCONT');
      signal('SIGCONT');
    },
  };
}
