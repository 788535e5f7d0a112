import { randomBytes, randomUUID } from 'node:crypto';

/** Time, injected so that tests walk minutes without sleeping. */
export interface Clock {
  /** ms since the epoch. */
  now(): number;
  /** Monotonic ms, for durations. */
  monotonic(): number;
  /** Runs `action` once after `delayMs`; the answer cancels it. The timer does not keep the process alive. */
  after(delayMs: number, action: () => void): () => void;
}

/** Ids and secrets, injected so that tests can name them. */
export interface IdSource {
  /** UUID v4, lower case. */
  uuid(): string;
  /** 32 random bytes as base64url. */
  secret(): string;
}

/** The machine's own time. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after(delayMs, action) {
    const timer = setTimeout(action, delayMs);
    timer.unref();
    return () => {
      clearTimeout(timer);
    };
  },
};

/** The machine's own randomness. */
export const systemIds: IdSource = {
  uuid: () => randomUUID(),
  secret: () => randomBytes(32).toString('base64url'),
};

/** A number from 0 up to 1, for jitter. */
export const systemRandom = (): number => Math.random();
