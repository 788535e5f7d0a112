const BUCKET_MS = 0.1;
const BUCKETS = 1_000;

/** Counts times by a tenth of a millisecond up to 100 ms, in bounded memory; two readings can be subtracted. */
export class Lateness {
  readonly #counts = new Array<number>(BUCKETS + 1).fill(0);

  add(lateMs: number): void {
    const bucket = Math.min(BUCKETS, Math.max(0, Math.floor(lateMs / BUCKET_MS)));
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1;
  }

  /** One number for each tenth of a millisecond; the last for all beyond. */
  read(): number[] {
    return [...this.#counts];
  }
}

/** What `share` of all that was added between two readings does not exceed, ms; 0 when there was nothing. */
export function percentileBetween(
  after: readonly number[],
  before: readonly number[],
  share: number,
): number {
  const counts = after.map((count, bucket) => count - (before[bucket] ?? 0));
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0) return 0;
  let seen = 0;
  const bucket = counts.findIndex((count) => {
    seen += count;
    return seen >= total * share;
  });
  return bucket === BUCKETS ? Infinity : (bucket + 1) * BUCKET_MS;
}

/**
 * Watches how late this thread's event loop is: what comes while it stands still waits unread, and cannot know for how
 * long. One who comes each period while it stands still waits less than the one before; all of them count, or a long
 * halt would count as little as a short one (coordinated omission).
 */
export function watchLoop(lateness: Lateness, periodMs = 5): { close(): void } {
  let dueAt = performance.now() + periodMs;
  const timer = setInterval(() => {
    const now = performance.now();
    for (let waitMs = Math.max(0, now - dueAt); waitMs >= 0; waitMs -= periodMs) lateness.add(waitMs);
    dueAt = now + periodMs;
  }, periodMs);
  return { close: () => clearInterval(timer) };
}
