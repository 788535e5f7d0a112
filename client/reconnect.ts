/**
 * When to try again. The first tries follow fast, because most losses are a switch of networks; the table's last
 * value repeats. Jitter keeps 350 clients of one server from coming back in the same instant.
 */
const DELAYS_MS = [0, 300, 700, 1_500, 2_500, 4_000, 5_000] as const;
const JITTER = 0.3;

/** ms to wait before try number `attempt` (from 0). `random` gives 0..1. */
export function computeDelay(attempt: number, random: () => number): number {
  const base = DELAYS_MS[Math.min(attempt, DELAYS_MS.length - 1)] ?? 0;
  return Math.round(base * (1 - JITTER + 2 * JITTER * random()));
}

/** How long a call keeps trying after its session can no longer be resumed: then only a new seat is sought. */
const REJOIN_EXTRA_MS = 30_000;

/** Whether to stop trying: `lostForMs` since the socket was lost, `graceMs` as the server said at join. */
export function shouldGiveUp(lostForMs: number, graceMs: number): boolean {
  return lostForMs > graceMs + REJOIN_EXTRA_MS;
}
