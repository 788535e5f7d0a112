import {
  nextOptimal,
  NO_OPTIMAL_STATE,
  OPTIMAL_VIDEOS,
  type OptimalInput,
  type OptimalState,
} from '@earshot/server/rooms/optimal-videos.ts';
import type { DownlinkReading } from '@earshot/server/rooms/ports.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

type Videos = Partial<DownlinkReading['videos']>;

const path = (kbps: number | undefined, videos: Videos = {}, lossRatio = 0): DownlinkReading => ({
  availableBps: kbps === undefined ? undefined : kbps * 1_000,
  lossRatio,
  videos: { wanted: 9, starved: 0, lowered: 0, wantedBps: Infinity, lowestBps: undefined, ...videos },
});
const SHORT: Videos = { lowered: 3 };

const toInput = (input: Partial<OptimalInput> = {}): OptimalInput => ({
  cap: 25,
  candidates: 9,
  shareBitrate: 0,
  downlink: undefined,
  decodeCapacity: null,
  maxBitrate: undefined,
  ...input,
});

/** Looks every 5 s, as often as media reads its paths. */
function createLine() {
  let state: OptimalState = NO_OPTIMAL_STATE;
  let now = 0;
  const look = (input: Partial<OptimalInput>) => {
    const after = nextOptimal(state, toInput(input), now);
    state = after.state;
    return after.optimal;
  };
  return {
    look,
    /** The last answer of `seconds`, a look every five. */
    during(seconds: number, input: Partial<OptimalInput>) {
      let optimal = look(input);
      for (let passed = 0; passed < seconds; passed += 5) {
        now += 5_000;
        optimal = look(input);
      }
      return optimal;
    },
    /** Every answer of `seconds`. */
    all(seconds: number, input: Partial<OptimalInput>) {
      const answers: number[] = [];
      for (let passed = 0; passed < seconds; passed += 5) {
        now += 5_000;
        answers.push(look(input).videos);
      }
      return answers;
    },
  };
}

describe('the optimal number of videos', () => {
  it('is the cap, for an unknown reason, before anything is measured', () => {
    expect(createLine().during(60, {})).toEqual({ videos: 25, reason: 'unknown' });
    expect(createLine().during(60, { downlink: path(undefined, SHORT) })).toEqual({
      videos: 25,
      reason: 'unknown',
    });
  });

  it('is the cap when nothing is missing, however little the worker dares to estimate', () => {
    expect(createLine().during(60, { downlink: path(300) })).toEqual({ videos: 25, reason: 'externalLimit' });
  });

  it.each([
    ['layers are lowered', path(600, { lowered: 2 }), 3],
    ['a tenth is lost', path(600, {}, 0.1), 3],
    ['videos get no layer', path(5_000, { wanted: 9, starved: 4 }), 5],
    ['nothing fits', path(50, { wanted: 9, starved: 9 }), 1],
  ])('falls to what the path carries when %s', (_what, downlink, videos) => {
    expect(createLine().during(20, { downlink })).toEqual({ videos, reason: 'bandwidth' });
  });

  it('is the cap when the path carries that many though layers are lowered', () => {
    expect(createLine().during(60, { downlink: path(6_000, SHORT) })).toEqual({
      videos: 25,
      reason: 'externalLimit',
    });
  });

  it('is the cap when the path carries all that is wanted, whatever does not come: that is its publisher’s fault', () => {
    const starved = { starved: 4, lowered: 4, wantedBps: 500_000 };
    expect(createLine().during(60, { downlink: path(500, starved) }).videos).toBe(25);
    expect(createLine().during(60, { downlink: path(499, starved) }).reason).toBe('bandwidth');
  });

  it.each([
    ['small', 60_000, 8],
    ['large', 250_000, 2],
    ['said to be next to nothing', 1, 10],
  ])('counts with what the lowest layers cost: %s ones', (_what, lowestBps, videos) => {
    const downlink = path(600, { ...SHORT, lowestBps });
    expect(createLine().during(20, { downlink })).toEqual({ videos, reason: 'bandwidth' });
  });

  it('does not fall for one video of several that is lowered: that may be its publisher’s fault', () => {
    expect(createLine().during(60, { downlink: path(600, { lowered: 1 }) }).videos).toBe(25);
  });

  it('falls when the only video there is comes lowered, as far as the path carries', () => {
    const only = createLine().during(60, { downlink: path(600, { wanted: 1, lowered: 1 }) });
    expect(only).toEqual({ videos: 3, reason: 'bandwidth' });
  });

  it('does not fall for what is missing while a call begins', () => {
    const line = createLine();
    line.during(5, { downlink: path(600, SHORT) });
    expect(line.during(60, { downlink: path(3_000) }).videos).toBe(25);
  });

  it('falls at once when the estimate falls sharply', () => {
    const line = createLine();
    line.during(30, { downlink: path(4_000) });
    expect(line.look({ downlink: path(2_500, SHORT) }).videos).toBe(25);
    expect(line.look({ downlink: path(600, SHORT) })).toEqual({ videos: 3, reason: 'bandwidth' });
  });

  it('counts shares first, at what they cost at most', () => {
    const downlink = path(2_000, SHORT);
    expect(createLine().during(20, { downlink, shareBitrate: 900_000 }).videos).toBe(5);
    expect(createLine().during(20, { downlink, shareBitrate: 4_000_000 }).videos).toBe(1);
  });

  it('rises one step at a time when nothing is missing any more', () => {
    const line = createLine();
    line.during(20, { downlink: path(600, SHORT), candidates: 25 });
    expect(line.all(120, { downlink: path(700), candidates: 25 })).toEqual(
      [3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 10, 10, 12, 12, 15, 15, 18, 18, 22, 22, 25, 25, 25].slice(0, 24),
    );
  });

  it('does not come back the same again and again when what fits is all that the app shows', () => {
    const line = createLine();
    const told: number[] = [];
    for (let look = 0, videos = 12; look < 60; look += 1) {
      // The app shows as many as it is told: 3 fit, more are short.
      const carried = videos > 3 ? path(600, SHORT) : path(600);
      [videos = 0] = line.all(5, { downlink: carried, candidates: 12 });
      told.push(videos);
    }
    const rises = told.filter((videos, index) => videos > (told[index - 1] ?? videos)).length;
    expect(Math.max(...told.slice(4))).toBeLessThanOrEqual(5);
    expect(rises).toBeLessThanOrEqual(8);
  });

  it('rises at once where it held nothing back', () => {
    const line = createLine();
    line.during(20, { downlink: path(600, SHORT), candidates: 2 });
    expect(line.during(10, { downlink: path(1_000), candidates: 2 })).toEqual({
      videos: 25,
      reason: 'externalLimit',
    });
  });

  it('tries again less and less often when a raise fails', () => {
    const line = createLine();
    const bad = { downlink: path(600, SHORT), candidates: 25 };
    line.during(20, bad);
    const raises = [];
    for (let n = 0; n < 40; n += 1) {
      const [before] = line.all(5, { downlink: path(600), candidates: 25 });
      raises.push(before === 4);
      if (before === 4) line.during(10, { downlink: path(600, { ...SHORT, starved: 1 }), candidates: 25 });
    }
    const gaps = raises
      .join()
      .split('true')
      .map((gap) => gap.split('false').length - 1);
    expect(gaps[1]).toBeGreaterThan(gaps[0] ?? 0);
    expect(Math.max(...gaps)).toBeLessThanOrEqual(OPTIMAL_VIDEOS.maxWaitMs / 5_000 + 1);
  });

  it('takes small differences of the estimate for noise', () => {
    const line = createLine();
    line.during(20, { downlink: path(2_000, SHORT) });
    const answers = [1_900, 2_100, 1_850, 2_200, 1_950].flatMap((kbps) =>
      line.all(10, { downlink: path(kbps, SHORT) }),
    );
    expect(new Set(answers)).toEqual(new Set([11]));
  });

  it('is what the device can decode, at once when that falls and step by step when it rises', () => {
    const line = createLine();
    expect(line.look({ decodeCapacity: 4 })).toEqual({ videos: 4, reason: 'performance' });
    expect(line.look({ decodeCapacity: 2 })).toEqual({ videos: 2, reason: 'performance' });
    expect(line.all(20, { decodeCapacity: 6 })).toEqual([2, 3, 3, 4]);
    expect(line.look({ decodeCapacity: 0 }).videos).toBe(0);
  });

  it('names the smaller of path and device', () => {
    expect(createLine().during(20, { decodeCapacity: 6, downlink: path(600, SHORT) }).reason).toBe(
      'bandwidth',
    );
    expect(createLine().during(20, { decodeCapacity: 2, downlink: path(600, SHORT) }).reason).toBe(
      'performance',
    );
  });

  it('is never above the cap, which is then the reason', () => {
    const line = createLine();
    expect(line.during(20, { decodeCapacity: 6 }).videos).toBe(6);
    expect(line.look({ decodeCapacity: 6, cap: 4 })).toEqual({ videos: 4, reason: 'externalLimit' });
    expect(line.look({ decodeCapacity: 6, cap: 25 })).toEqual({ videos: 6, reason: 'performance' });
  });

  it('keeps within the bitrate that the app allows', () => {
    expect(createLine().look({ maxBitrate: 500_000 })).toEqual({ videos: 3, reason: 'externalLimit' });
    expect(createLine().look({ maxBitrate: 100_000 }).videos).toBe(0);
  });
});

const reading: fc.Arbitrary<DownlinkReading> = fc.record({
  availableBps: fc.option(fc.integer({ min: 0, max: 20_000_000 }), { nil: undefined }),
  lossRatio: fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: undefined }),
  videos: fc.record({
    wanted: fc.integer({ min: 0, max: 25 }),
    starved: fc.integer({ min: 0, max: 25 }),
    lowered: fc.integer({ min: 0, max: 25 }),
    wantedBps: fc.integer({ min: 0, max: 20_000_000 }),
    lowestBps: fc.option(fc.integer({ min: 0, max: 500_000 }), { nil: undefined }),
  }),
});
const input: fc.Arbitrary<OptimalInput> = fc.record({
  cap: fc.integer({ min: 0, max: 49 }),
  candidates: fc.integer({ min: 0, max: 49 }),
  shareBitrate: fc.integer({ min: 0, max: 4_000_000 }),
  downlink: fc.option(reading, { nil: undefined }),
  decodeCapacity: fc.option(fc.integer({ min: 0, max: 49 }), { nil: null }),
  maxBitrate: fc.option(fc.integer({ min: 50_000, max: 10_000_000 }), { nil: undefined }),
});
const steps = fc.array(fc.tuple(fc.integer({ min: 0, max: 20_000 }), input), { maxLength: 40 });

describe('whatever is measured, the optimal number of videos', () => {
  it('is a whole number from 0 to the cap, never above what the device decodes, and rises only when it is due', () => {
    fc.assert(
      fc.property(steps, (list) => {
        let state: OptimalState = NO_OPTIMAL_STATE;
        let now = 0;
        for (const [wait, what] of list) {
          now += wait;
          const after = nextOptimal(state, what, now);
          expect(nextOptimal(state, what, now)).toEqual(after);
          const { videos } = after.optimal;
          expect(Number.isInteger(videos)).toBe(true);
          expect(videos).toBeGreaterThanOrEqual(0);
          expect(videos).toBeLessThanOrEqual(what.cap);
          expect(videos).toBeLessThanOrEqual(what.decodeCapacity ?? Infinity);
          if (after.recheckAt !== undefined) expect(after.recheckAt).toBeGreaterThan(now);
          const before = state.limit?.videos ?? Infinity;
          const limit = after.state.limit?.videos ?? Infinity;
          if (limit > before) {
            expect(now - (state.lookedAt ?? 0)).toBeGreaterThanOrEqual(OPTIMAL_VIDEOS.intervalMs);
          }
          state = after.state;
        }
      }),
    );
  });
});
