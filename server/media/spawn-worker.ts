import { EarshotError } from '@earshot/shared';
import * as mediasoup from 'mediasoup';
import type { types } from 'mediasoup';
import type { ChildProcess } from 'node:child_process';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { MediaSettings } from './options.ts';

/** The worker's warnings that say something about a connection; those about single packets stay off. */
const LOG_TAGS: types.WorkerLogTag[] = ['info', 'ice', 'dtls'];

/**
 * Starts a worker process. mediasoup waits for its first word for ever: one that says nothing within the limit of a
 * request is killed. Rejects with `worker_lost` then, with mediasoup's own error when the process ends by itself.
 */
export async function spawnWorker({ clock, limits, workerBin }: MediaSettings): Promise<types.Worker> {
  const { opening, child } = beginWorker(workerBin);
  return await new Promise((resolve, reject) => {
    let late = false;
    const cancel = clock.after(limits.workerRequestTimeoutMs, () => {
      late = true;
      if (child?.pid !== undefined) killProcess(child.pid);
      reject(new EarshotError('worker_lost', 'The media worker did not start in time.'));
    });
    opening.then(
      (worker) => {
        cancel();
        // Its first word was on its way when the time was over.
        if (late) worker.close();
        else resolve(worker);
      },
      (cause: unknown) => {
        cancel();
        reject(cause instanceof Error ? cause : new Error(String(cause)));
      },
    );
  });
}

/** Ends a process that does not listen. */
export function killProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It is gone already.
  }
}

/**
 * Every worker adds its own listeners for SIGINT and SIGTERM, which close it at once: a drain would end all calls. The
 * process owns its signals, so they are taken off again; the worker ends when its channel closes, as at any exit.
 * mediasoup shows the process only once it has spoken, so that it is caught where Node tells of new processes.
 */
function beginWorker(workerBin: string | undefined): {
  readonly opening: Promise<types.Worker>;
  readonly child: ChildProcess | undefined;
} {
  const signals = ['SIGINT', 'SIGTERM'] as const;
  const before = new Set(signals.flatMap((signal) => process.listeners(signal)));
  const children: ChildProcess[] = [];
  const handleChild = (message: unknown) => {
    children.push((message as { process: ChildProcess }).process);
  };
  subscribe('child_process', handleChild);
  try {
    const opening = mediasoup.createWorker({
      logLevel: 'warn',
      logTags: LOG_TAGS,
      ...(workerBin === undefined ? {} : { workerBin }),
    });
    return { opening, child: children[0] };
  } finally {
    unsubscribe('child_process', handleChild);
    for (const signal of signals) {
      for (const listener of process.listeners(signal)) {
        if (!before.has(listener)) process.removeListener(signal, listener);
      }
    }
  }
}
