import { readFileSync } from 'node:fs';
import { readProcesses, treeOf } from '../../load/run/proc.ts';

/** How a page is starved: it stands still for most of each period. */
const PERIOD_MS = 100;
const STOPPED_MS = 80;

/** Processes that run the pages of the browser that was started with this flag. */
export function findRenderers(flag: string): number[] {
  const all = readProcesses();
  const commands = new Map(all.map(({ pid }) => [pid, readCommand(pid)]));
  const browsers = all.filter(({ pid }) => {
    const command = commands.get(pid) ?? '';
    return command.includes(flag) && !command.includes('--type=');
  });
  const children = new Set(browsers.flatMap(({ pid }) => treeOf(all, pid)));
  return [...children].map(({ pid }) => pid).filter((pid) => commands.get(pid)?.includes('--type=renderer'));
}

/** Lets these processes run a fifth of the time, until the answer is called. */
export function starve(pids: readonly number[]): () => void {
  let timer: NodeJS.Timeout | undefined;
  const turn = (stops: boolean) => {
    signalAll(pids, stops ? 'SIGSTOP' : 'SIGCONT');
    timer = setTimeout(() => turn(!stops), stops ? STOPPED_MS : PERIOD_MS - STOPPED_MS);
  };
  turn(true);
  return () => {
    clearTimeout(timer);
    signalAll(pids, 'SIGCONT');
  };
}

/** To processes that may be gone. */
export function signalAll(pids: readonly number[], signal: 'SIGSTOP' | 'SIGCONT'): void {
  for (const pid of pids) {
    try {
      process.kill(pid, signal);
    } catch {
      // It has ended meanwhile.
    }
  }
}

function readCommand(pid: number): string {
  try {
    return readFileSync(`/proc/${String(pid)}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
}
