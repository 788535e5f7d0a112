import type { Clock } from '../clock.ts';

/** One timer for whoever says when it must be looked at again. */
export interface WakeUp {
  /** By the clock's monotonic time, ms; replaces what was set before. `undefined`: not at all. */
  set(at: number | undefined): void;
}

/** Makes one that is not set; `action` runs when the time has come. */
export function createWakeUp(clock: Clock, action: () => void): WakeUp {
  let timer: { readonly at: number; readonly cancel: () => void } | undefined;
  return {
    set(at) {
      if (timer?.at === at) return;
      timer?.cancel();
      timer = undefined;
      if (at === undefined) return;
      const cancel = clock.after(Math.max(0, at - clock.monotonic()), () => {
        timer = undefined;
        action();
      });
      timer = { at, cancel };
    },
  };
}
