import type { Clock } from '../clock.ts';

/** Watches that what was asked of a receiver is answered in time. One timer for all, none while nothing waits. */
export class AnswerWatch<T> {
  readonly #clock: Clock;
  readonly #limitMs: number;
  readonly #expired: (items: readonly T[]) => void;
  /** Monotonic ms by which each must be answered; the limit is one for all, so the first entry is due first. */
  readonly #dueAt = new Map<T, number>();
  #cancel: (() => void) | undefined;

  /** `expired` is called from a timer, with all that were not answered within `limitMs`. */
  constructor(clock: Clock, limitMs: number, expired: (items: readonly T[]) => void) {
    this.#clock = clock;
    this.#limitMs = limitMs;
    this.#expired = expired;
  }

  add(items: readonly T[]): void {
    const dueAt = this.#clock.monotonic() + this.#limitMs;
    for (const item of items) this.#dueAt.set(item, dueAt);
    this.#arm();
  }

  /** Answered, or of no interest any more. */
  delete(item: T): void {
    if (this.#dueAt.delete(item) && this.#dueAt.size === 0) this.close();
  }

  close(): void {
    this.#dueAt.clear();
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #arm(): void {
    const [first] = this.#dueAt.values();
    if (first === undefined || this.#cancel !== undefined) return;
    this.#cancel = this.#clock.after(Math.max(0, first - this.#clock.monotonic()), () => {
      this.#cancel = undefined;
      this.#expire();
    });
  }

  #expire(): void {
    const now = this.#clock.monotonic();
    const late = [...this.#dueAt].filter(([, dueAt]) => dueAt <= now).map(([item]) => item);
    for (const item of late) this.#dueAt.delete(item);
    if (late.length > 0) this.#expired(late);
    this.#arm();
  }
}
