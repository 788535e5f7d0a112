import { describe, expect, it } from 'vitest';
import { FreezeClock, type SeenSecond } from '../../../client/stats/freeze-clock.ts';

/** Frozen ms of each of some seconds. */
function frozen(...seconds: readonly Partial<SeenSecond>[]): (number | undefined)[] {
  const clock = new FreezeClock();
  return seconds.map((second) =>
    clock.pass({ elapsedMs: 1_000, frames: 30, freezeMs: 0, moves: true, ...second }),
  );
}

describe('frozen time', () => {
  it('is counted in the second in which it passes, not again when the browser counts it', () => {
    expect(frozen({}, { frames: 12 }, { frames: 0 }, { frames: 0 }, { frames: 15, freezeMs: 3_100 })).toEqual(
      [0, 0, 1_000, 1_000, 1_100],
    );
  });

  it('is at least what was seen, where the browser counts less or takes a long one for a pause', () => {
    expect(frozen({ frames: 0 }, { frames: 0 }, {}, { freezeMs: 400 })).toEqual([1_000, 1_000, 0, 400]);
  });

  it('is not the pause of a switch of layers', () => {
    expect(frozen({ frames: 3, freezeMs: undefined, resized: true }, {})).toEqual([undefined, 0]);
  });

  it('of a share is what the browser says: it may stand still by itself', () => {
    expect(frozen({ moves: false, frames: 0 }, { moves: false, freezeMs: 700 })).toEqual([0, 700]);
  });

  it('is unknown where the browser counts none, but for whole seconds without a frame', () => {
    expect(frozen({ freezeMs: undefined }, { freezeMs: undefined, frames: 0 })).toEqual([undefined, 1_000]);
    expect(frozen({ freezeMs: undefined, frames: undefined })).toEqual([undefined]);
  });

  it('follows the length of the sample', () => {
    expect(frozen({ elapsedMs: 5_000, frames: 0 })).toEqual([5_000]);
  });
});
