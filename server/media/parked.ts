/** A consumer that our side has paused for this long is closed, ms: from 11 minutes on it costs thirty times as much. */
export const MAX_PARKED_MS = 5 * 60_000;

/** What is known of one consumer at one look. */
export interface ParkedLook {
  readonly paused: boolean;
  /** Monotonic ms since when it was seen paused without a break. */
  readonly pausedSince: number | undefined;
}

/** Since when it is paused, and whether that is too long. Pure. */
export function nextParked(
  { paused, pausedSince }: ParkedLook,
  now: number,
): { readonly pausedSince: number | undefined; readonly isTooLong: boolean } {
  if (!paused) return { pausedSince: undefined, isTooLong: false };
  const since = pausedSince ?? now;
  return { pausedSince: since, isTooLong: now - since >= MAX_PARKED_MS };
}

/** Those that were paused for too long, with what is remembered of each brought up to date (`now`: monotonic ms). */
export function findParked<
  T extends { readonly consumer: { readonly paused: boolean }; pausedSince: number | undefined },
>(subscriptions: Iterable<T>, now: number): T[] {
  const found: T[] = [];
  for (const subscription of subscriptions) {
    const { consumer, pausedSince } = subscription;
    const next = nextParked({ paused: consumer.paused, pausedSince }, now);
    subscription.pausedSince = next.pausedSince;
    if (next.isTooLong) found.push(subscription);
  }
  return found;
}
