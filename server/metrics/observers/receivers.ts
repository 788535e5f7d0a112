import { OPTIMAL_VIDEO_REASONS, VIDEO_CAP_REASONS, type LimitsInfo } from '@earshot/shared';
import type { CallObserver } from '../../rooms/ports.ts';
import type { Metrics } from '../registry.ts';

/** Counts what receivers may and can take, and who loses a place among the audible. */
export function observeReceivers(metrics: Metrics): Pick<CallObserver, 'audibleEvicted' | 'limitsChanged'> {
  const evictions = metrics.counter('earshot_audible_evictions_total');
  const falls = metrics.counter('earshot_optimal_videos_falls_total');
  const capped = countEach(VIDEO_CAP_REASONS);
  const limited = countEach(OPTIMAL_VIDEO_REASONS);
  const videos = countEach(OPTIMAL_VIDEO_REASONS);
  metrics.read('earshot_receivers_by_video_cap', () => toReadings(capped));
  metrics.read('earshot_receivers_by_optimal_videos', () => toReadings(limited));
  metrics.read('earshot_optimal_videos', () => toReadings(videos));

  function count({ reason, optimalVideoCount, optimalVideoCountReason }: LimitsInfo, by: 1 | -1): void {
    add(capped, reason, by);
    add(limited, optimalVideoCountReason, by);
    add(videos, optimalVideoCountReason, by * optimalVideoCount);
  }

  return {
    audibleEvicted({ displaced, capacity }) {
      if (displaced > 0) evictions.add({ cause: 'displaced' }, displaced);
      if (capacity > 0) evictions.add({ cause: 'capacity' }, capacity);
    },
    limitsChanged({ before, after }) {
      if (before !== undefined) count(before, -1);
      if (after === undefined) return;
      count(after, 1);
      if (before !== undefined && after.optimalVideoCount < before.optimalVideoCount) {
        falls.add({ reason: after.optimalVideoCountReason });
      }
    },
  };
}

function countEach<R extends string>(reasons: readonly R[]): Map<R, number> {
  return new Map(reasons.map((reason) => [reason, 0]));
}

function add<R extends string>(counts: Map<R, number>, reason: R, amount: number): void {
  counts.set(reason, (counts.get(reason) ?? 0) + amount);
}

function toReadings<R extends string>(counts: ReadonlyMap<R, number>) {
  return [...counts].map(([reason, value]) => ({ labels: { reason }, value }));
}
