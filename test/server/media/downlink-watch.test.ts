import { beforeEach, describe, expect, it } from 'vitest';
import type { DownlinkReading } from '../../../server/rooms/ports.ts';
import { countVideos, DownlinkWatch, type WatchedVideo } from '../../../server/media/downlink-watch.ts';
import { createFakeClock, type FakeClock } from '../../support/fake-clock.ts';

const INITIAL = 1_000_000;

function video(change: {
  spatial?: number;
  startedAt?: number | undefined;
  layer?: number;
  temporal?: number;
  wantedTemporal?: number;
  bestTemporal?: number;
  lowest?: number;
  isShare?: boolean;
  scores?: number[];
  paused?: boolean;
  type?: string;
}): WatchedVideo {
  const { spatial = 2, layer, scores = [9, 9, 9], paused = false, type = 'simulcast' } = change;
  return {
    kind: 'video',
    spatial,
    temporal: change.wantedTemporal,
    bestTemporal: change.bestTemporal ?? 0,
    bitrates: { preferred: 1_000_000, lowest: change.lowest ?? 150_000 },
    isShare: change.isShare ?? false,
    startedAt: 'startedAt' in change ? change.startedAt : 0,
    consumer: {
      type,
      producerPaused: paused,
      currentLayers:
        layer === undefined ? undefined : { spatialLayer: layer, temporalLayer: change.temporal ?? 0 },
      score: { producerScores: scores },
    },
  };
}

describe('the videos of a receiver', () => {
  it('are counted when they run', () => {
    const running = [video({ layer: 2 }), video({ type: 'simple' })];
    const not = [video({ startedAt: undefined }), video({ paused: true })];
    expect(countVideos([...running, ...not], 10_000)).toMatchObject({ wanted: 2, starved: 0, lowered: 0 });
  });

  it('cost what their preferred layers cost, and without shares so much on average in the lowest', () => {
    const running = [video({ layer: 2, lowest: 100_000 }), video({ layer: 2, lowest: 200_000 })];
    const share = video({ type: 'simple', isShare: true, lowest: 900_000 });
    expect(countVideos([...running, share, video({ paused: true })], 10_000)).toMatchObject({
      wantedBps: 3_000_000,
      lowestBps: 150_000,
    });
    expect(countVideos([share], 10_000).lowestBps).toBeUndefined();
  });

  it('are starved when no layer comes though the publisher sends, and not in their first seconds', () => {
    expect(countVideos([video({})], 10_000).starved).toBe(1);
    expect(countVideos([video({ scores: [0, 0, 0] })], 10_000).starved).toBe(0);
    expect(countVideos([video({ startedAt: 8_000 })], 10_000).starved).toBe(0);
  });

  it('are lowered when a lower layer comes than is wanted and sent', () => {
    expect(countVideos([video({ layer: 1 })], 10_000).lowered).toBe(1);
    expect(countVideos([video({ layer: 1, scores: [9, 9, 0] })], 10_000).lowered).toBe(0);
    expect(countVideos([video({ layer: 0, spatial: 0 })], 10_000).lowered).toBe(0);
  });

  it('are lowered when fewer frames come than once came, unless fewer are wanted', () => {
    const slower = { layer: 2, temporal: 1 };
    expect(countVideos([video({ ...slower, bestTemporal: 2 })], 10_000).lowered).toBe(1);
    expect(countVideos([video({ ...slower, bestTemporal: 2, wantedTemporal: 1 })], 10_000).lowered).toBe(0);
    expect(countVideos([video({ ...slower, bestTemporal: 1, wantedTemporal: 2 })], 10_000).lowered).toBe(0);
    expect(countVideos([video({ layer: 2 })], 10_000).lowered).toBe(0);
  });
});

describe('the path of a receiver', () => {
  let clock: FakeClock;
  let watch: DownlinkWatch;
  let told: DownlinkReading[];

  beforeEach(() => {
    clock = createFakeClock();
    told = [];
    watch = new DownlinkWatch({
      clock,
      initialBps: INITIAL,
      videos: () => [],
      tell: (reading) => told.push(reading),
    });
  });

  it('is told with every reading of the statistics', () => {
    watch.handleStats({ availableOutgoingBitrate: 2_000_000, rtpPacketLossSent: 0.1 });
    expect(told).toEqual([
      {
        availableBps: 2_000_000,
        lossRatio: 0.1,
        videos: { wanted: 0, starved: 0, lowered: 0, wantedBps: 0, lowestBps: undefined },
      },
    ]);
  });

  it('is unknown while the estimate is what the worker was told to begin with', () => {
    watch.handleEstimate(INITIAL);
    watch.handleStats({ availableOutgoingBitrate: INITIAL, rtpPacketLossSent: 0 });
    watch.handleStats({});
    for (const { availableBps, lossRatio } of told)
      expect([availableBps, lossRatio]).toEqual([undefined, undefined]);
    expect(told).toHaveLength(2);
  });

  it('is told at once when its estimate falls by 40 % within a second, once for each fall', () => {
    watch.handleEstimate(3_000_000);
    clock.advance(500);
    watch.handleEstimate(2_000_000);
    expect(told).toEqual([]);
    clock.advance(500);
    watch.handleEstimate(1_800_000);
    expect(told.map(({ availableBps }) => availableBps)).toEqual([1_800_000]);
    clock.advance(500);
    watch.handleEstimate(1_700_000);
    expect(told).toHaveLength(1);
  });

  it('is not told when the estimate sinks slowly', () => {
    let bps = 3_000_000;
    for (let second = 0; second < 20; second += 1) {
      watch.handleEstimate(bps);
      clock.advance(1_000);
      bps *= 0.8;
    }
    expect(told).toEqual([]);
  });
});
