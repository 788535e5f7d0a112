import type { Clock } from './clock.ts';

/**
 * Owns timers, listeners and everything else that must be gone when its owner is. `dispose()` runs what is left, newest
 * first; after it nothing can be added: what comes late is disposed at once.
 */
export class Scope {
  readonly #clock: Clock;
  readonly #disposers = new Set<() => void>();
  #disposed = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** How much is still owned: 0 after `dispose()`. */
  get size(): number {
    return this.#disposers.size;
  }

  get disposed(): boolean {
    return this.#disposed;
  }

  /** Takes over `disposer`; the answer runs it early, and only once. */
  add(disposer: () => void): () => void {
    if (this.#disposed) {
      disposer();
      return () => undefined;
    }
    const own = (): void => {
      if (this.#disposers.delete(own)) disposer();
    };
    this.#disposers.add(own);
    return own;
  }

  /** Runs `action` once after `delayMs`; the answer cancels it. */
  after(delayMs: number, action: () => void): () => void {
    if (this.#disposed) return () => undefined;
    const cancel = this.#clock.after(delayMs, () => {
      forget();
      action();
    });
    const forget = this.add(cancel);
    return forget;
  }

  /** Runs `action` again and again; the answer stops it. */
  every(intervalMs: number, action: () => void): () => void {
    const tick = (): void => {
      cancel = this.after(intervalMs, tick);
      action();
    };
    let cancel = this.after(intervalMs, tick);
    return () => {
      cancel();
    };
  }

  /** Listens on a DOM target, when there is one. */
  listen(target: EventTarget | null | undefined, type: string, handler: (event: Event) => void): () => void {
    if (target === null || target === undefined || this.#disposed) return () => undefined;
    target.addEventListener(type, handler);
    return this.add(() => {
      target.removeEventListener(type, handler);
    });
  }

  /** Resolves after `delayMs`, or at once when the scope ends. */
  wait(delayMs: number): Promise<void> {
    return new Promise((resolve) => {
      if (this.#disposed) {
        resolve();
        return;
      }
      const forget = this.add(() => {
        cancel();
        resolve();
      });
      const cancel = this.#clock.after(delayMs, () => {
        forget();
      });
    });
  }

  /** Ends everything that is left. Idempotent. */
  dispose(): void {
    this.#disposed = true;
    for (const disposer of [...this.#disposers].reverse()) disposer();
  }
}
