import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';

/** Lines of a child that are kept for the case that it fails. */
const KEPT_LINES = 200;
const KILL_AFTER_MS = 10_000;

/** A program that runs beside us. */
export interface Child {
  readonly pid: number;
  readonly process: ChildProcess;
  /** Its last lines. */
  tail(): string;
  /** Resolves with its exit code once it is gone; -1 when a signal ended it. */
  readonly exited: Promise<number>;
  /** Asks it to end, and after 10 s insists. */
  stop(): Promise<void>;
}

/** Starts a program and reads it line by line. Throws when it cannot be started. */
export function startChild(
  command: string,
  args: readonly string[],
  options: { env: NodeJS.ProcessEnv; cwd?: string; onLine?: (line: string) => void },
): Child {
  const child = spawn(command, args, {
    env: options.env,
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  for (const input of [child.stdout, child.stderr])
    createInterface({ input }).on('line', (line) => {
      lines.push(line);
      if (lines.length > KEPT_LINES) lines.shift();
      options.onLine?.(line);
    });
  const exited = new Promise<number>((resolve) => {
    child.once('error', (error) => {
      lines.push(error.message);
      resolve(-1);
    });
    child.once('close', (code) => {
      resolve(code ?? -1);
    });
  });
  if (child.pid === undefined) throw new Error(`${command} could not be started`);
  return {
    pid: child.pid,
    process: child,
    tail: () => lines.join('\n'),
    exited,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), KILL_AFTER_MS);
      await exited;
      clearTimeout(timer);
    },
  };
}
