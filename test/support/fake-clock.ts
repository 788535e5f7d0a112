import type { Clock, IdSource } from '@earshot/server/clock.ts';

/** A clock that stands still until it is moved. */
export interface FakeClock extends Clock {
  /** Moves time on; timers that come due run in the order of their time. */
  advance(ms: number): void;
  /** Timers that wait: 0 when everything was cleaned up. */
  readonly pending: number;
}

/** Makes a clock at `start` (ms since the epoch); its monotonic time starts at 0. */
export function createFakeClock(start = 1_700_000_000_000): FakeClock {
  interface Timer {
    readonly due: number;
    readonly action: () => void;
  }
  let elapsed = 0;
  const timers = new Set<Timer>();

  function findNext(until: number): Timer | undefined {
    let first: Timer | undefined;
    for (const timer of timers) {
      if (timer.due <= until && (first === undefined || timer.due < first.due)) first = timer;
    }
    return first;
  }

  return {
    now: () => start + elapsed,
    monotonic: () => elapsed,
    after(delayMs, action) {
      const timer = { due: elapsed + Math.max(0, delayMs), action };
      timers.add(timer);
      return () => {
        timers.delete(timer);
      };
    },
    advance(ms) {
      const until = elapsed + ms;
      for (let timer = findNext(until); timer !== undefined; timer = findNext(until)) {
        timers.delete(timer);
        elapsed = timer.due;
        timer.action();
      }
      elapsed = until;
    },
    get pending() {
      return timers.size;
    },
  };
}

/** Ids in order: `00000000-0000-4000-8000-000000000001`, ...; secrets likewise. */
export function createFakeIds(): IdSource {
  let count = 0;
  const nextNumber = () => {
    count += 1;
    return count.toString(16);
  };
  return {
    uuid: () => `00000000-0000-4000-8000-${nextNumber().padStart(12, '0')}`,
    secret: () => `secret-${nextNumber().padStart(36, '0')}`,
  };
}
