import { DROP_REASONS } from '../../calls/write-queue.ts';
import { counter, gauge, histogram } from '../instrument.ts';

/** The call store. */
export const storeInstruments = {
  earshot_store_rows_written_total: counter('Rows of calls that the store took.'),
  earshot_store_rows_dropped_total: counter(
    'Rows that are not in the store: nowhere to wait (full), refused by the database (failed), about a participant whose data was removed (removed).',
    { labels: { reason: DROP_REASONS } },
  ),
  earshot_store_threads_ended_total: counter(
    'Threads of the call store that ended by themselves; each was replaced, and what it was writing is written again.',
  ),
  earshot_store_queue_rows: gauge('Rows that wait to be written.'),
  earshot_store_flush_seconds: histogram('Time that a batch of rows took to be written.', {
    unit: 'seconds',
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30],
  }),
  earshot_store_reachable: gauge(
    '1 while the store can be used, 0 while it cannot; 1 where nothing is kept.',
  ),
  earshot_store_bytes: gauge('What the store takes on its disk.', { unit: 'bytes' }),
  earshot_store_intervals_evicted_total: counter(
    'Intervals removed before their time because the store was as large as it may be.',
  ),
} as const;
