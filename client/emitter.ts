import type { EventSource } from './api.ts';

/** What to do with an exception of an app's listener. */
export type ListenerErrorSink = (error: unknown) => void;

/** Shows an app's exception where its developer looks, without stopping us. */
export const reportListenerError: ListenerErrorSink = (error) => {
  if (typeof globalThis.reportError === 'function') globalThis.reportError(error);
  // eslint-disable-next-line no-console -- without `reportError` (Node) the only place that does not end the process
  else console.error(error);
};

/** Typed events. A listener that throws is reported and does not keep the others from being called. */
export class Emitter<E> implements EventSource<E> {
  readonly #listeners = new Map<keyof E, Set<(event: never) => void>>();
  readonly #sink: ListenerErrorSink;

  constructor(sink: ListenerErrorSink = reportListenerError) {
    this.#sink = sink;
  }

  /** Calls `listener` on each event; the answer unsubscribes. */
  on<N extends keyof E>(name: N, listener: (event: E[N]) => void): () => void {
    // A wrapper of its own, so that the same function added twice is called twice and removed once.
    const own = (event: E[N]): void => {
      listener(event);
    };
    const listeners = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, listeners);
    listeners.add(own);
    return () => {
      listeners.delete(own);
    };
  }

  /** Calls `listener` on the next event only. */
  once<N extends keyof E>(name: N, listener: (event: E[N]) => void): () => void {
    const stop = this.on(name, (event) => {
      stop();
      listener(event);
    });
    return stop;
  }

  /** Calls all listeners of this moment. */
  emit<N extends keyof E>(name: N, event: E[N]): void {
    for (const listener of [...(this.#listeners.get(name) ?? [])]) {
      try {
        (listener as (event: E[N]) => void)(event);
      } catch (error) {
        this.#sink(error);
      }
    }
  }

  /** How many listeners there are, of all events. */
  get listenerCount(): number {
    let count = 0;
    for (const listeners of this.#listeners.values()) count += listeners.size;
    return count;
  }

  /** Forgets all listeners. */
  clear(): void {
    this.#listeners.clear();
  }
}
