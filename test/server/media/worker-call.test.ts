import { EarshotError } from '@earshot/shared';
import { WorkerClosedError } from 'mediasoup/errors';
import { describe, expect, it } from 'vitest';
import { createWorkerCall } from '../../../server/media/worker-call.ts';
import { createCountingObserver } from '../../media/fixtures.ts';
import { createFakeClock } from '../../support/fake-clock.ts';

function open() {
  const clock = createFakeClock();
  const { counts, observer } = createCountingObserver();
  let lost = 0;
  const guard = createWorkerCall({
    clock,
    observer,
    timeoutMs: 10_000,
    lost: () => {
      lost += 1;
    },
  });
  return { clock, counts, ...guard, lost: () => lost };
}

const never = () => new Promise<never>(() => undefined);
const codeOf = (promise: Promise<unknown>) =>
  promise.catch((error: unknown) => (error instanceof EarshotError ? error.code : error));

describe('a request to a worker', () => {
  it('hands on the answer and leaves no timer', async () => {
    const { call, clock, counts } = open();
    expect(await call(() => Promise.resolve(5))).toBe(5);
    expect(clock.pending).toBe(0);
    expect(counts).toEqual({ 'request ok': 1 });
  });

  it('hands on the worker’s own errors as they are', async () => {
    const { call, counts } = open();
    const refused = new TypeError('bad');
    expect(await codeOf(call(() => Promise.reject(refused)))).toBe(refused);
    expect(counts).toEqual({ 'request error': 1 });
  });

  it('makes the worker count as lost after 10 s, once, with all that waits for it', async () => {
    const { call, clock, counts, lost } = open();
    const first = codeOf(call(never));
    clock.advance(5_000);
    const second = codeOf(call(never));
    clock.advance(4_999);
    expect(lost()).toBe(0);
    clock.advance(1);
    expect(await first).toBe('worker_lost');
    expect(await second).toBe('worker_lost');
    expect(await codeOf(call(() => Promise.resolve(1)))).toBe('worker_lost');
    clock.advance(60_000);
    expect(lost()).toBe(1);
    expect(counts).toEqual({ 'request timeout': 1 });
    expect(clock.pending).toBe(0);
  });

  it('rejects with worker_lost when the worker is gone', async () => {
    const { call, abort, lost } = open();
    const closed = call(() => Promise.reject(new WorkerClosedError('gone')));
    expect(await codeOf(closed)).toBe('worker_lost');
    const waiting = codeOf(call(never));
    abort();
    expect(await waiting).toBe('worker_lost');
    expect(lost()).toBe(0);
  });

  it('ignores an answer that comes too late', async () => {
    const { call, clock, counts } = open();
    let answer: (value: number) => void = () => undefined;
    const late = codeOf(
      call(
        () =>
          new Promise<number>((resolve) => {
            answer = resolve;
          }),
      ),
    );
    clock.advance(10_000);
    answer(1);
    expect(await late).toBe('worker_lost');
    expect(counts).toEqual({ 'request timeout': 1 });
  });
});
