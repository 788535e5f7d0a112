import { describe, expect, it } from 'vitest';
import { findLimit, LimitWatch, SETTLED_MS, type LimitedVideo } from '../../../server/media/track-limit.ts';

/** A camera of three layers, of which the largest is wanted and comes. */
function video(change: {
  spatial?: number;
  layer?: number | null;
  scores?: number[];
  chosen?: 'cap' | 'view';
  bestSent?: number;
  paused?: boolean;
  type?: string;
  kind?: 'audio' | 'video';
}): LimitedVideo {
  const { spatial = 2, layer = spatial, scores = [9, 9, 9], paused = false } = change;
  return {
    kind: change.kind ?? 'video',
    spatial,
    temporal: undefined,
    bestTemporal: 0,
    bitrates: { preferred: 1_000_000, lowest: 150_000 },
    isShare: false,
    startedAt: 0,
    chosen: change.chosen,
    bestSent: change.bestSent ?? 2,
    consumer: {
      type: change.type ?? 'simulcast',
      producerPaused: paused,
      currentLayers: layer === null ? undefined : { spatialLayer: layer, temporalLayer: 0 },
      score: { producerScores: scores },
    },
  };
}

describe('why a video comes smaller than it could', () => {
  it.each([
    ['the largest comes', video({}), 'none'],
    ['its tile is small', video({ spatial: 0, chosen: 'view' }), 'view'],
    ['something caps it', video({ spatial: 1, chosen: 'cap' }), 'cap'],
    ['the way is too narrow for it', video({ layer: 1 }), 'downlinkBandwidth'],
    ['the way is too narrow for any', video({ layer: null }), 'downlinkBandwidth'],
    ['its publisher has turned the layer off', video({ layer: 1, scores: [9, 9, 0] }), 'publisherLayerOff'],
    ['its publisher never had it on', video({ layer: 1, scores: [9, 9, 0], bestSent: 1 }), 'none'],
    [
      'a small tile, too narrow even for that',
      video({ spatial: 1, layer: 0, chosen: 'view' }),
      'downlinkBandwidth',
    ],
    ['its publisher sends nothing', video({ layer: null, scores: [0, 0, 0] }), 'none'],
    ['it is paused', video({ layer: null, paused: true }), 'none'],
    ['it has one layer', video({ type: 'simple', layer: null }), 'none'],
    ['it is sound', video({ kind: 'audio', layer: null }), 'none'],
  ] as const)('%s', (_, seen, limit) => {
    expect(findLimit(seen, false)).toBe(limit);
  });

  it('is the server where a cap is its own', () => {
    expect(findLimit(video({ spatial: 1, chosen: 'cap' }), true)).toBe('workerOverload');
    expect(findLimit(video({ spatial: 1, chosen: 'view' }), true)).toBe('view');
  });
});

describe('what is told of it', () => {
  const narrow = video({ layer: 1 });

  it('is nothing in the first seconds, of the video and of each size', () => {
    const watch = new LimitWatch();
    expect(watch.next(narrow, 1_000, false)).toBeUndefined();
    expect(watch.next(narrow, 1_000 + SETTLED_MS, false)).toBe('downlinkBandwidth');
    const smaller = video({ spatial: 1, layer: 1, chosen: 'view' });
    expect(watch.next(smaller, 20_000, false)).toBeUndefined();
    expect(watch.next(smaller, 20_000 + SETTLED_MS, false)).toBe('view');
  });

  it('M21: is news only, the end of it too', () => {
    const watch = new LimitWatch();
    const told = [video({}), narrow, narrow, video({}), video({})].map((seen, at) =>
      watch.next(seen, at === 0 ? 0 : 20_000 + at * 1_000, false),
    );
    expect(told).toEqual([undefined, 'downlinkBandwidth', undefined, 'none', undefined]);
  });

  it('waits until its receiver is ready for it', () => {
    expect(new LimitWatch().next({ ...narrow, startedAt: undefined }, 60_000, false)).toBeUndefined();
  });
});
