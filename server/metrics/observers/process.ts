import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Clock } from '../../clock.ts';
import type { Metrics } from '../registry.ts';

/** How often the delay of timers is looked at; part of every value that Node measures, and taken off again. */
const RESOLUTION_MS = 10;
/** One value for each window: a scrape never shortens what another scraper sees. */
const WINDOW_MS = 10_000;
const NANOSECONDS = 1e9;

/** Reads the process's own numbers and watches its event loop. The answer stops the watching. */
export function readProcess(
  metrics: Metrics,
  {
    clock,
    version,
    publicUrl,
  }: { readonly clock: Clock; readonly version: string; readonly publicUrl: string },
): () => void {
  const startedAt = clock.now() / 1_000 - process.uptime();
  metrics.read('earshot_build_info', () => [{ labels: { version, node: process.version }, value: 1 }]);
  metrics.read('earshot_public_info', () => [{ labels: { url: publicUrl }, value: 1 }]);
  metrics.read('earshot_process_start_time_seconds', () => [{ labels: {}, value: startedAt }]);
  metrics.read('earshot_process_cpu_seconds_total', () => {
    const { user, system } = process.cpuUsage();
    return [
      { labels: { mode: 'user' }, value: user / 1e6 },
      { labels: { mode: 'system' }, value: system / 1e6 },
    ];
  });
  metrics.read('earshot_process_resident_memory_bytes', () => [
    { labels: {}, value: process.memoryUsage.rss() },
  ]);
  metrics.read('earshot_process_heap_used_bytes', () => [
    { labels: {}, value: process.memoryUsage().heapUsed },
  ]);
  return watchEventLoop(metrics, clock);
}

interface DelayWindow {
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

function watchEventLoop(metrics: Metrics, clock: Clock): () => void {
  const delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delays.enable();
  let last: DelayWindow | undefined;
  let cancel = () => {};
  const look = () => {
    last = windowOf(delays);
    delays.reset();
    cancel = clock.after(WINDOW_MS, look);
  };
  cancel = clock.after(WINDOW_MS, look);
  metrics.read('earshot_event_loop_delay_seconds', () => {
    // In the first seconds there is no full window yet: the one that has begun is better than nothing.
    const { p50, p99, max } = last ?? windowOf(delays);
    return [
      { labels: { stat: 'p50' }, value: p50 },
      { labels: { stat: 'p99' }, value: p99 },
      { labels: { stat: 'max' }, value: max },
    ];
  });
  return () => {
    cancel();
    delays.disable();
  };
}

function windowOf(delays: ReturnType<typeof monitorEventLoopDelay>): DelayWindow {
  const seconds = (nanoseconds: number) =>
    delays.count === 0 ? 0 : Math.max(0, nanoseconds / NANOSECONDS - RESOLUTION_MS / 1_000);
  return {
    p50: seconds(delays.percentile(50)),
    p99: seconds(delays.percentile(99)),
    max: seconds(delays.max),
  };
}
