import { computeVideoCap, DEFAULT_CAPS, nextCallSize, SMALL_CALL } from '@earshot/server/rooms/caps.ts';
import { describe, expect, it } from 'vitest';

const walk = (steps: readonly (readonly [now: number, visible: number])[]) =>
  steps.reduce(
    (before, [now, visible]) => nextCallSize(before.size, { now, visible }, DEFAULT_CAPS),
    nextCallSize(SMALL_CALL, { now: 0, visible: 0 }, DEFAULT_CAPS),
  );

describe('a call', () => {
  it('M18: is large at once with 100 visible participants, and not with 99', () => {
    expect(walk([[1, 99]]).size.large).toBe(false);
    expect(walk([[1, 100]]).size.large).toBe(true);
  });

  it('M18: is small again only after 5 s below 100', () => {
    const below = walk([
      [0, 100],
      [1_000, 99],
    ]);
    expect(below).toEqual({ size: { large: true, belowSince: 1_000 }, recheckAt: 6_000 });
    const at = (now: number) => nextCallSize(below.size, { now, visible: 99 }, DEFAULT_CAPS).size.large;
    expect([at(5_999), at(6_000)]).toEqual([true, false]);
  });

  it('counts the 5 s anew after every crossing', () => {
    const after = walk([
      [0, 100],
      [1_000, 99],
      [4_000, 100],
      [5_000, 99],
      [7_000, 98],
    ]);
    expect(after).toEqual({ size: { large: true, belowSince: 5_000 }, recheckAt: 10_000 });
  });
});

describe('the video cap', () => {
  it.each([
    ['desktop', false, 25, 'normal'],
    ['mobile', false, 4, 'formFactor'],
    ['desktop', true, 4, 'largeCall'],
    ['mobile', true, 4, 'largeCall'],
  ] as const)('of a %s, large call %s: %i because of %s', (formFactor, large, ...[videos, reason]) => {
    expect(computeVideoCap({ formFactor, large, shed: 'none' }, DEFAULT_CAPS)).toEqual({
      videos,
      reason,
      shedLevel: 0,
    });
  });

  it.each([
    ['desktop', false, 'thumbnails', 25, 1],
    ['desktop', false, 'videos9', 9, 2],
    ['mobile', false, 'videos9', 4, 2],
    ['desktop', true, 'videos9', 4, 2],
    ['desktop', false, 'videos4', 4, 3],
    ['desktop', true, 'videos2', 2, 4],
    ['desktop', false, 'audio8', 2, 5],
    ['desktop', false, 'audio4', 2, 6],
  ] as const)(
    'of a %s, large call %s, at the step %s: %i, level %i',
    (...[formFactor, large, shed, videos, shedLevel]) => {
      expect(computeVideoCap({ formFactor, large, shed }, DEFAULT_CAPS)).toEqual({
        videos,
        reason: 'serverLoad',
        shedLevel,
      });
    },
  );

  it('never rises because a call is large', () => {
    const config = { ...DEFAULT_CAPS, mobileVideos: 2 };
    expect(computeVideoCap({ formFactor: 'mobile', large: true, shed: 'none' }, config)).toEqual({
      videos: 2,
      reason: 'formFactor',
      shedLevel: 0,
    });
  });

  it('has no reason of form where phones get as much as desktops', () => {
    const config = { ...DEFAULT_CAPS, mobileVideos: 25 };
    expect(computeVideoCap({ formFactor: 'mobile', large: false, shed: 'none' }, config).reason).toBe(
      'normal',
    );
  });
});
