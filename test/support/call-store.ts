import { openCalls, type Calls, type CallsOptions } from '@earshot/server/calls/calls.ts';
import type { DropReason } from '@earshot/server/calls/write-queue.ts';
import { systemClock, type Clock } from '@earshot/server/clock.ts';
import { CALL_START } from './call-rows.ts';

/** A store with what it counted. */
export interface TestStore {
  readonly calls: Calls;
  readonly counted: {
    written: number;
    readonly dropped: Record<DropReason, number>;
    bytes: number;
    evicted: number;
    reachable: boolean;
    threadsEnded: number;
  };
}

/** Time that stands at the beginning of the tests' calls while timers run as they do. */
export function clockAt(now = CALL_START): Clock & { moveTo(ms: number): void } {
  let at = now;
  return {
    now: () => at,
    monotonic: () => systemClock.monotonic(),
    // What is handed over soon is handed over at once.
    after: (delayMs, action) => systemClock.after(delayMs <= 1_000 ? 10 : delayMs, action),
    moveTo(ms) {
      at = ms;
    },
  };
}

/** Opens a store on its own thread. The caller closes it. */
export async function openStore(
  url: string,
  options: Partial<Pick<CallsOptions, 'clock' | 'retention' | 'kept' | 'logger'>> = {},
): Promise<TestStore> {
  const counted: TestStore['counted'] = {
    written: 0,
    dropped: { full: 0, failed: 0, removed: 0 },
    bytes: 0,
    evicted: 0,
    reachable: true,
    threadsEnded: 0,
  };
  const nothing = () => undefined;
  const calls = await openCalls({
    url,
    clock: clockAt(),
    retention: { detailMs: 7 * 86_400_000, summaryMs: 90 * 86_400_000, maxBytes: 5_000_000_000 },
    kept: { identity: true, browser: true, tags: true },
    logger: { info: nothing, warn: nothing, error: nothing },
    ...options,
    observer: {
      written: (rows) => (counted.written += rows),
      dropped: (reason, rows) => (counted.dropped[reason] += rows),
      flushed: nothing,
      reachable: (is) => (counted.reachable = is),
      size: (bytes) => (counted.bytes = bytes),
      threadEnded: () => (counted.threadsEnded += 1),
      evicted: (intervals) => (counted.evicted += intervals),
    },
  });
  return { calls, counted };
}

/** Waits until all that waits is written. */
export async function untilWritten({ calls }: TestStore): Promise<void> {
  const deadline = systemClock.monotonic() + 20_000;
  while (calls.waiting() > 0) {
    if (systemClock.monotonic() > deadline) throw new Error(`${String(calls.waiting())} rows still wait`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
