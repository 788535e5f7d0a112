/** Time, injected so that tests walk minutes without sleeping. */
export interface Clock {
  /** ms since the epoch. */
  now(): number;
  /** Monotonic ms, for durations. */
  monotonic(): number;
  /** Runs `action` once after `delayMs`; the answer cancels it. */
  after(delayMs: number, action: () => void): () => void;
}

/** The machine's own time. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after(delayMs, action) {
    const timer = setTimeout(action, delayMs);
    return () => {
      clearTimeout(timer);
    };
  },
};
