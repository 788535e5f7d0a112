import { execFileSync } from 'node:child_process';

/** Process ids of the media workers that this process started, oldest first: their order is the pool's. */
export function workerPids(): number[] {
  const table = execFileSync('ps', ['-o', 'pid=,comm=', '--ppid', String(process.pid)], { encoding: 'utf8' });
  return table
    .split('\n')
    .map((line) => line.trim().split(/\s+/u))
    .filter(([, command]) => command?.startsWith('mediasoup') === true)
    .map(([pid]) => Number(pid))
    .toSorted((a, b) => a - b);
}
