import { setTimeout as pause } from 'node:timers/promises';

/** How often, and how long at most, ms. */
export interface Polling {
  readonly everyMs: number;
  readonly limitMs: number;
}

/**
 * Looks at once and then again and again until something holds, and tells whether it did before the time was over. A run
 * waits for other processes, which have no events for it.
 */
export async function poll(
  holds: () => boolean | Promise<boolean>,
  { everyMs, limitMs }: Polling,
): Promise<boolean> {
  const deadline = Date.now() + limitMs;
  while (!(await holds())) {
    const left = deadline - Date.now();
    if (left <= 0) return false;
    await pause(Math.min(everyMs, left));
  }
  return true;
}
