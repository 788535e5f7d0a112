import {
  bitrate,
  concealedMs,
  concealmentRatio,
  frameIntervalDeviationMs,
  inboundLossRatio,
  meanMs,
  outboundLossRatio,
  perSecond,
  shareOf,
} from '@earshot/shared';
import { describe, expect, it } from 'vitest';

describe('derived measures', () => {
  it('counts media only in a bit rate: retransmissions and padding are subtracted', () => {
    expect(bitrate({ bytes: 84_000, retransmittedBytes: 60_250 }, 1_000)).toBe(190_000);
    expect(bitrate({ bytes: 1_000, retransmittedBytes: undefined }, 2_000)).toBe(4_000);
    expect(bitrate({ bytes: 100, retransmittedBytes: 200 }, 1_000)).toBe(0);
  });

  it('takes loss of what should have come, and no loss when late packets come back', () => {
    expect(inboundLossRatio({ packets: 95, lost: 5 })).toBe(0.05);
    expect(inboundLossRatio({ packets: 50, lost: -3 })).toBe(0);
    expect(outboundLossRatio({ packets: 100, lost: 5 })).toBe(0.05);
    expect(outboundLossRatio({ packets: 10, lost: 40 })).toBe(1);
  });

  it('leaves silent concealment out: silence that is made up harms nobody', () => {
    expect(concealmentRatio({ concealed: 4_800, silent: 4_800, total: 48_000 })).toBe(0);
    expect(concealmentRatio({ concealed: 4_800, silent: 2_400, total: 48_000 })).toBe(0.05);
    expect(concealedMs({ concealed: 4_800, silent: 0, total: 48_000, totalSeconds: 1 })).toBeCloseTo(100, 9);
  });

  it('gives means and shares', () => {
    expect(meanMs(1.5, 30)).toBe(50);
    expect(shareOf(500, 10_000)).toBe(0.05);
    expect(shareOf(11_000, 10_000)).toBe(1);
    expect(perSecond(20, 500)).toBe(40);
  });

  it('measures how evenly frames come', () => {
    expect(frameIntervalDeviationMs({ sum: 1, squares: 0.05, frames: 20 })).toBeCloseTo(0, 6);
    // Ten intervals of 20 ms and ten of 80 ms: mean 50, deviation 30.
    const squares = 10 * 0.02 ** 2 + 10 * 0.08 ** 2;
    expect(frameIntervalDeviationMs({ sum: 1, squares, frames: 20 })).toBeCloseTo(30, 6);
  });

  it('knows nothing where something was not measured or nothing came: never 0', () => {
    expect(bitrate({ bytes: undefined, retransmittedBytes: 0 }, 1_000)).toBeUndefined();
    expect(perSecond(5, 0)).toBeUndefined();
    expect(inboundLossRatio({ packets: 0, lost: 0 })).toBeUndefined();
    expect(inboundLossRatio({ packets: 10, lost: undefined })).toBeUndefined();
    expect(outboundLossRatio({ packets: undefined, lost: 3 })).toBeUndefined();
    expect(concealmentRatio({ concealed: 5, silent: undefined, total: 100 })).toBeUndefined();
    expect(concealedMs({ concealed: 5, silent: 0, total: 100, totalSeconds: undefined })).toBeUndefined();
    expect(meanMs(0, 0)).toBeUndefined();
    expect(shareOf(undefined, 1_000)).toBeUndefined();
    expect(frameIntervalDeviationMs({ sum: 1, squares: undefined, frames: 2 })).toBeUndefined();
  });
});
