import type { Clock } from '../clock.ts';

/**
 * Starts the receivers of one video together. After a switch hundreds of receivers answer that they are ready, each when
 * it is; each start asks the publisher for a key frame. Answers are gathered until all who were told have answered, at
 * most for a moment, and then start in one go: one key frame serves them all. Who answers later starts at once.
 */
export class ResumeGather {
  readonly #clock: Clock;
  readonly #gatherMs: number;
  /** Told, and not answered yet. */
  readonly #expected = new Set<object>();
  /** Did not answer in time with those they were told with. */
  readonly #late = new Set<object>();
  readonly #waiting = new Map<object, () => void>();
  #cancel: (() => void) | undefined;

  constructor(clock: Clock, gatherMs: number) {
    this.#clock = clock;
    this.#gatherMs = gatherMs;
  }

  /** A receiver was told of the video. */
  expect(receiver: object): void {
    this.#expected.add(receiver);
  }

  /** It is ready: `start` runs now or within the time of gathering, unless it is deleted before. */
  answer(receiver: object, start: () => void): void {
    this.#expected.delete(receiver);
    if (this.#late.delete(receiver)) {
      start();
      return;
    }
    this.#waiting.set(receiver, start);
    if (this.#expected.size === 0) {
      this.#flush();
      return;
    }
    this.#cancel ??= this.#clock.after(this.#gatherMs, () => {
      this.#flush();
    });
  }

  /** Nobody waits for it any more. */
  delete(receiver: object): void {
    this.#late.delete(receiver);
    this.#waiting.delete(receiver);
    if (this.#expected.delete(receiver) && this.#expected.size === 0 && this.#waiting.size > 0) this.#flush();
  }

  close(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#expected.clear();
    this.#late.clear();
    this.#waiting.clear();
  }

  #flush(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    for (const receiver of this.#expected) this.#late.add(receiver);
    this.#expected.clear();
    const starts = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const start of starts) start();
  }
}
