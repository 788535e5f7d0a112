import { WantedHeights } from '@earshot/server/telemetry/wanted-heights.ts';
import { describe, expect, it } from 'vitest';
import { TRACK_IDS } from '../../support/reports.ts';

const [trackId, other] = TRACK_IDS;
if (trackId === undefined || other === undefined) throw new Error('no ids');
const video = (height: number, maxHeight?: number) => ({
  trackId: trackId,
  height,
  priority: 100,
  ...(maxHeight === undefined ? {} : { maxHeight }),
});

describe('how tall a video is wanted', () => {
  it('is how tall it is shown at most', () => {
    const heights = new WantedHeights();
    for (const height of [180, 720, 360]) heights.note([video(height)], 0);
    expect(heights.get(trackId, 0)).toBe(720);
    expect(heights.get(other, 0)).toBeUndefined();
  });

  it('is not above what the receiver takes', () => {
    const heights = new WantedHeights();
    heights.note([video(720, 360)], 0);
    expect(heights.get(trackId, 0)).toBe(360);
  });

  it('falls when the one who showed it tallest does so no more', () => {
    const heights = new WantedHeights();
    heights.note([video(720)], 0);
    heights.note([video(180)], 20_000);
    expect(heights.get(trackId, 20_000)).toBe(720);
    heights.note([video(180)], 30_001);
    expect(heights.get(trackId, 30_001)).toBe(180);
  });

  it('is forgotten when nobody shows it', () => {
    const heights = new WantedHeights();
    heights.note([video(720)], 0);
    heights.note([{ ...video(90), trackId: other }], 31_000);
    expect(heights.get(trackId, 31_000)).toBeUndefined();
    expect(heights.get(other, 31_000)).toBe(90);
  });
});
