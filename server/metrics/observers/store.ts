import type { StoreObserver } from '../../calls/calls.ts';
import type { Metrics } from '../registry.ts';

/** Counts what the call store does. */
export function observeStore(metrics: Metrics): StoreObserver & { readWaiting(waiting: () => number): void } {
  const written = metrics.counter('earshot_store_rows_written_total');
  const dropped = metrics.counter('earshot_store_rows_dropped_total');
  const flushes = metrics.histogram('earshot_store_flush_seconds');
  const evictions = metrics.counter('earshot_store_intervals_evicted_total');
  const threads = metrics.counter('earshot_store_threads_ended_total');
  let bytes = 0;
  let isReachable = true;
  return {
    written(rows) {
      written.add({}, rows);
    },
    dropped(reason, rows) {
      dropped.add({ reason }, rows);
    },
    flushed(seconds) {
      flushes.observe({}, seconds);
    },
    reachable(is) {
      isReachable = is;
    },
    size(now) {
      bytes = now;
    },
    evicted(intervals) {
      evictions.add({}, intervals);
    },
    threadEnded() {
      threads.add({});
    },
    readWaiting(waiting) {
      metrics.read('earshot_store_queue_rows', () => [{ labels: {}, value: waiting() }]);
      metrics.read('earshot_store_reachable', () => [{ labels: {}, value: isReachable ? 1 : 0 }]);
      metrics.read('earshot_store_bytes', () => [{ labels: {}, value: bytes }]);
    },
  };
}
