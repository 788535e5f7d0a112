import type { Call } from '@earshot/client';
import { LimitsInfo, OPTIMAL_VIDEO_REASONS } from '@earshot/shared';
import { describe, expect, it } from 'vitest';
import { constraintsFor } from '../../../client/pages/model/data-saver.ts';
import { optimalNote, speakersNote } from '../../../client/pages/words/limit-words.ts';

const limits = (fields: Partial<Call['limits']> = {}): Call['limits'] => ({
  videos: 25,
  audios: 16,
  participants: 350,
  reason: 'normal',
  shedLevel: 0,
  optimalVideoCount: 25,
  optimalVideoCountReason: 'unknown',
  ...fields,
});

describe('the words for what is limited', () => {
  it('say how many of how many are shown, and give each reason a sentence of its own', () => {
    const { text, reason } = speakersNote(limits({ videos: 4, reason: 'largeCall' }), 120);
    expect(text).toBe('Showing the 4 most active speakers of 120');
    expect(reason).toContain('100 participants');
    expect(speakersNote(limits({ videos: 1 }), 120).text).toBe('Showing the most active speaker of 120');
    const reasons = LimitsInfo.shape.reason.options.map(
      (each) => speakersNote(limits({ reason: each }), 9).reason,
    );
    expect(new Set(reasons).size).toBe(reasons.length);
    for (const each of reasons) expect(each).toMatch(/\.$/u);
  });

  it('say what the network or the device can take', () => {
    const poor = limits({ optimalVideoCount: 2, optimalVideoCountReason: 'bandwidth' });
    expect(optimalNote(poor, 6)).toBe('Your network carries 2 videos now');
    expect(optimalNote({ ...poor, optimalVideoCount: 1 }, 6)).toBe('Your network carries 1 video now');
    expect(optimalNote({ ...poor, optimalVideoCount: 0 }, 6)).toBe('Your network carries no video now');
    expect(optimalNote({ ...poor, optimalVideoCountReason: 'performance' }, 6)).toContain('This device');
    const known = OPTIMAL_VIDEO_REASONS.filter((reason) => reason !== 'unknown');
    const notes = known.map((reason) => optimalNote({ ...poor, optimalVideoCountReason: reason }, 6));
    expect(new Set(notes).size).toBe(known.length);
  });

  it('are silent where nothing is missing', () => {
    const poor = limits({ optimalVideoCount: 6, optimalVideoCountReason: 'bandwidth' });
    expect(optimalNote(poor, 6)).toBeUndefined();
    expect(optimalNote({ ...poor, videos: 6 }, 30)).toBeUndefined();
    expect(optimalNote({ ...poor, optimalVideoCountReason: 'unknown' }, 30)).toBeUndefined();
  });
});

describe('the data saver', () => {
  it('caps the height of pictures, and leaves the rest to the server', () => {
    expect(constraintsFor('360')).toEqual({ maxFrameHeight: 360 });
    expect(constraintsFor('auto')).toEqual({});
    expect(constraintsFor('audio')).toEqual({});
  });
});
