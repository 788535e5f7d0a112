/** Subscribes to events; the answer unsubscribes. Listeners that throw are reported, never break the library. */
export interface EventSource<E> {
  /** Calls `listener` on each event of this name. */
  on<N extends keyof E>(name: N, listener: (event: E[N]) => void): () => void;
  /** Like `on`, for one event. */
  once<N extends keyof E>(name: N, listener: (event: E[N]) => void): () => void;
}
