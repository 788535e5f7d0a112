import { LIMITS } from '@earshot/shared';
import type { Clock } from '../clock.ts';

/** Watches the longest duration of a call. */
export interface CallEnd {
  /** ms since the epoch. */
  readonly endsAt: number;
  close(): void;
}

/** Called by timers, outside any decision. */
export interface CallEndListener {
  /** The call ends in this many ms. */
  endNear(endingInMs: number): void;
  endReached(): void;
}

/** Starts to watch a call that starts now. */
export function createCallEnd(clock: Clock, maxCallMs: number, listener: CallEndListener): CallEnd {
  const warningMs = Math.min(LIMITS.maxCallWarningMs, maxCallMs);
  let cancel = clock.after(maxCallMs - warningMs, () => {
    cancel = clock.after(warningMs, () => {
      listener.endReached();
    });
    listener.endNear(warningMs);
  });
  return {
    endsAt: clock.now() + maxCallMs,
    close() {
      cancel();
    },
  };
}
