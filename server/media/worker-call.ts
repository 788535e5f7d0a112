import { EarshotError } from '@earshot/shared';
import { WorkerClosedError } from 'mediasoup/errors';
import type { Clock } from '../clock.ts';
import type { MediaObserver } from './ports.ts';

/** Runs one request to a worker; rejects with `worker_lost` when the worker is gone or does not answer in time. */
export type WorkerCall = <T>(request: () => Promise<T>) => Promise<T>;

/** What a guarded call needs. */
export interface WorkerCallOptions {
  readonly clock: Clock;
  readonly observer: MediaObserver;
  readonly timeoutMs: number;
  /** Called once, when a request was not answered in time: the worker counts as lost. */
  readonly lost: () => void;
}

/**
 * mediasoup's channel waits for ever: a worker that is alive but stuck would hang every promise made of it. All
 * requests go through this wrapper, which gives up after `timeoutMs`. After the first time-out all pending and later
 * calls reject at once.
 */
export function createWorkerCall(options: WorkerCallOptions): { call: WorkerCall; abort: () => void } {
  const { clock, observer, timeoutMs } = options;
  const pending = new Set<(error: EarshotError) => void>();
  let aborted = false;

  const abort = () => {
    aborted = true;
    for (const reject of [...pending]) reject(new EarshotError('worker_lost'));
    pending.clear();
  };

  const call: WorkerCall = (request) => {
    if (aborted) return Promise.reject(new EarshotError('worker_lost'));
    const startedAt = clock.monotonic();
    const done = (result: 'ok' | 'error' | 'timeout') => {
      observer.requestDone((clock.monotonic() - startedAt) / 1_000, result);
    };
    return new Promise((resolve, reject) => {
      const settle = (act: () => void) => {
        cancel();
        if (pending.delete(reject)) act();
      };
      const cancel = clock.after(timeoutMs, () => {
        settle(() => {
          done('timeout');
          reject(new EarshotError('worker_lost', 'The media worker did not answer in time.'));
          if (aborted) return;
          abort();
          options.lost();
        });
      });
      pending.add(reject);
      request().then(
        (value) => {
          settle(() => {
            done('ok');
            resolve(value);
          });
        },
        (thrown: unknown) => {
          settle(() => {
            done('error');
            const gone = thrown instanceof WorkerClosedError;
            reject(gone ? new EarshotError('worker_lost', undefined, { cause: thrown }) : toError(thrown));
          });
        },
      );
    });
  };
  return { call, abort };
}

function toError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
