import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitVideos, type BudgetedVideo } from '../../../server/media/video-budget.ts';

const LAYERS = [200, 700, 2_500];
const video = (priority: number, spatial = 2): BudgetedVideo => ({ bitrates: LAYERS, spatial, priority });
const share: BudgetedVideo = { bitrates: [2_000], spatial: 0, priority: 255 };

describe('the videos of one receiver', () => {
  it('come as they are wanted while they fit', () => {
    expect(fitVideos([video(200), video(100, 0)], 2_700)).toEqual([2, 0]);
  });

  it('are lowered from the lowest priority up, before the dominant speaker’s is', () => {
    expect(fitVideos([video(200), video(100), video(100)], 2_500 + 700 + 200)).toEqual([2, 1, 0]);
    expect(fitVideos([video(200), video(100)], 900)).toEqual([1, 0]);
  });

  it('are left out, the least important first, when they do not fit in their lowest layer', () => {
    expect(fitVideos([video(200), video(100), video(100)], 400)).toEqual([0, 0, undefined]);
    expect(fitVideos([video(200), video(100), video(100)], 100)).toEqual([undefined, undefined, undefined]);
  });

  it('are not pushed out or lowered by one that does not fit alone', () => {
    const large: BudgetedVideo = { bitrates: [2_000], spatial: 0, priority: 200 };
    expect(fitVideos([large, video(100)], 800)).toEqual([undefined, 1]);
    expect(fitVideos([large, video(100, 0), video(100, 0)], 2_200)).toEqual([0, 0, undefined]);
  });

  it('leave room for a share, which is never left out', () => {
    expect(fitVideos([video(200), share, video(100)], 2_300)).toEqual([0, 0, undefined]);
    expect(fitVideos([video(200), share], 100)).toEqual([undefined, 0]);
  });

  it('never cost more than allowed but for shares, never come larger than wanted, and depend on nothing else', () => {
    const one = fc.record({
      spatial: fc.integer({ min: 0, max: 2 }),
      priority: fc.constantFrom(1, 100, 150, 200),
      bitrates: fc.constant(LAYERS),
    });
    fc.assert(
      fc.property(fc.array(one, { maxLength: 50 }), fc.integer({ min: 0, max: 40_000 }), (videos, cap) => {
        const layers = fitVideos(videos, cap);
        let sum = 0;
        for (const [index, layer] of layers.entries()) {
          if (layer === undefined) continue;
          sum += LAYERS[layer] ?? 0;
          expect(layer).toBeLessThanOrEqual(videos[index]?.spatial ?? 0);
        }
        expect(sum).toBeLessThanOrEqual(cap);
        expect(fitVideos(videos, cap)).toEqual(layers);
      }),
    );
  });
});
