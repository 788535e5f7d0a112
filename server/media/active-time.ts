import type { types } from 'mediasoup';

/** How long a producer was not paused, ms: a rate over all the time would call one that talks half of it half as busy. */
export class ActiveTime {
  readonly #monotonic: () => number;
  readonly #producers = new WeakMap<types.Producer, { total: number; since: number | undefined }>();

  constructor(monotonic: () => number) {
    this.#monotonic = monotonic;
  }

  /** Since the first time it was asked for. */
  get(producer: types.Producer): number {
    const times = this.#producers.get(producer) ?? this.#watch(producer);
    return times.total + (times.since === undefined ? 0 : this.#monotonic() - times.since);
  }

  #watch(producer: types.Producer): { total: number; since: number | undefined } {
    const now = this.#monotonic();
    const times = { total: 0, since: producer.paused ? undefined : now };
    producer.observer.on('pause', () => {
      times.total = this.get(producer);
      times.since = undefined;
    });
    producer.observer.on('resume', () => {
      times.since ??= this.#monotonic();
    });
    this.#producers.set(producer, times);
    return times;
  }
}
