import type { LimitsInfo } from '@earshot/shared';
import { observeReceivers } from '@earshot/server/metrics/observers/receivers.ts';
import { createMetrics } from '@earshot/server/metrics/registry.ts';
import { describe, expect, it } from 'vitest';

const limits = (optimalVideoCount: number, more: Partial<LimitsInfo> = {}): LimitsInfo => ({
  videos: 25,
  audios: 32,
  participants: 350,
  reason: 'normal',
  shedLevel: 0,
  optimalVideoCount,
  optimalVideoCountReason: 'unknown',
  ...more,
});

describe('the metrics of receivers', () => {
  it('follow everybody’s caps from coming to leaving, and count falls and lost places', async () => {
    const metrics = createMetrics();
    const observer = observeReceivers(metrics);
    const valueOf = async (name: string, label: string) => {
      const family = (await metrics.snapshot()).find((one) => one.name === name);
      return family?.points.find(({ labels }) => Object.values(labels).includes(label))?.value;
    };
    const low = limits(3, { optimalVideoCountReason: 'bandwidth', reason: 'serverLoad' });
    observer.limitsChanged({ before: undefined, after: limits(25) });
    observer.limitsChanged({ before: undefined, after: limits(25) });
    observer.limitsChanged({ before: limits(25), after: low });
    expect(await valueOf('earshot_receivers_by_video_cap', 'serverLoad')).toBe(1);
    expect(await valueOf('earshot_receivers_by_optimal_videos', 'unknown')).toBe(1);
    expect(await valueOf('earshot_optimal_videos', 'unknown')).toBe(25);
    expect(await valueOf('earshot_optimal_videos', 'bandwidth')).toBe(3);
    expect(await valueOf('earshot_optimal_videos_falls_total', 'bandwidth')).toBe(1);
    observer.limitsChanged({ before: low, after: undefined });
    expect(await valueOf('earshot_optimal_videos', 'bandwidth')).toBe(0);
    expect(await valueOf('earshot_receivers_by_video_cap', 'serverLoad')).toBe(0);
    observer.audibleEvicted({ displaced: 2, capacity: 1 });
    expect(await valueOf('earshot_audible_evictions_total', 'displaced')).toBe(2);
    expect(await valueOf('earshot_audible_evictions_total', 'capacity')).toBe(1);
  });
});
