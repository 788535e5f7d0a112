import { readFile } from 'node:fs/promises';
import type { LiveWorker } from './workers.ts';

interface Usage {
  readonly pid: number;
  /** CPU seconds of earlier workers at this place: the sum never goes back. */
  readonly baseCpuSeconds: number;
  readonly cpuSeconds: number;
  readonly rssBytes: number;
}

/** What each worker uses of the machine, by its place in the pool. */
export class WorkerUsage {
  readonly #usage = new Map<number, Usage>();

  /** Rejects with `worker_lost`. */
  async read({ index, pid, worker, call }: LiveWorker): Promise<void> {
    const usage = await call(() => worker.getResourceUsage());
    const rssBytes = await readRssBytes(pid, usage.ru_maxrss);
    const before = this.#usage.get(index);
    const isSame = before === undefined || before.pid === pid;
    this.#usage.set(index, {
      pid,
      baseCpuSeconds: (before?.baseCpuSeconds ?? 0) + (isSame ? 0 : before.cpuSeconds),
      cpuSeconds: (usage.ru_utime + usage.ru_stime) / 1_000,
      rssBytes,
    });
  }

  /** As last read; no memory when the worker at this place is not the one that was read. */
  get(index: number, pid: number | undefined): { cpuSeconds: number; rssBytes: number } {
    const usage = this.#usage.get(index);
    if (usage === undefined) return { cpuSeconds: 0, rssBytes: 0 };
    return {
      cpuSeconds: usage.baseCpuSeconds + usage.cpuSeconds,
      rssBytes: usage.pid === pid ? usage.rssBytes : 0,
    };
  }
}

/** Memory now; where the system does not tell, the largest there was (`maxRssKb`). */
async function readRssBytes(pid: number, maxRssKb: number): Promise<number> {
  try {
    const status = await readFile(`/proc/${pid}/status`, 'utf8');
    const kilobytes = /^VmRSS:\s+(\d+) kB$/mu.exec(status)?.[1];
    return (kilobytes === undefined ? maxRssKb : Number(kilobytes)) * 1_024;
  } catch {
    return maxRssKb * 1_024;
  }
}
