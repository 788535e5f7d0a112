import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  judgeDecoding,
  UNJUDGED,
  type DecodeSecond,
  type DecodeState,
  type VideoSecond,
} from '../../../client/stats/decode-capacity.ts';

/** One camera at 30 fps that the device decodes with ease. */
const well: Omit<VideoSecond, 'trackId'> = {
  source: 'camera',
  expected: true,
  received: 30,
  decoded: 30,
  dropped: 0,
  decodeMs: 4,
  lossRatio: 0,
  resized: false,
};
const behind = { ...well, decoded: 22, dropped: 8 };
const lost = { ...well, decoded: 10, dropped: 20 };

interface Scene extends Partial<Omit<DecodeSecond, 'at' | 'videos' | 'seconds'>> {
  readonly seconds: number;
  /** Seconds in one sample. */
  readonly pace?: number;
  readonly count: number;
  readonly video?: Partial<Omit<VideoSecond, 'trackId'>>;
}

/** Lets scenes follow each other; answers the state after each second. */
function play(...scenes: readonly Scene[]): DecodeState[] {
  let state = UNJUDGED;
  let at = 0;
  return scenes.flatMap(({ seconds, count, video, pace = 1, ...facts }) =>
    Array.from({ length: seconds / pace }, () => {
      at += 1_000 * pace;
      const videos = Array.from({ length: count }, (_, index) => ({
        ...well,
        ...video,
        trackId: `camera ${String(index)}`,
      }));
      const plain = { visible: true, gap: false, lateMs: 0, cpuLimited: false };
      const second = { at, seconds: pace, ...plain, ...facts, videos };
      state = judgeDecoding(state, second);
      return state;
    }),
  );
}

const lastOf = (states: readonly DecodeState[]) => states.at(-1)?.videos;
const GOOD: Scene = { seconds: 10, count: 16 };

describe('how many videos this device can decode', () => {
  test.each<[string, Scene]>([
    ['all frames are shown', { seconds: 60, count: 25 }],
    ['a frame or two are on their way', { seconds: 60, count: 25, video: { decoded: 29, dropped: 1 } }],
    ['a hidden page shows none', { seconds: 60, count: 16, video: lost, visible: false }],
    ['time stood still', { seconds: 60, count: 16, video: lost, gap: true }],
    ['layers are switched', { seconds: 60, count: 16, video: { ...lost, resized: true } }],
    ['publishers have paused', { seconds: 60, count: 16, video: { ...lost, expected: false } }],
    [
      'a share sends a burst and then nothing',
      { seconds: 60, count: 1, video: { ...lost, source: 'screen' } },
    ],
    [
      'frames wait for what the network lost',
      { seconds: 60, count: 16, video: { ...lost, lossRatio: 0.05 } },
    ],
    [
      'cameras send next to nothing',
      { seconds: 60, count: 16, video: { received: 3, decoded: 1, dropped: 2 } },
    ],
    ['nothing is measured', { seconds: 60, count: 16, video: { received: undefined, decoded: undefined } }],
    ['the page is late and all is shown', { seconds: 60, count: 16, lateMs: 400 }],
    ['it is one bad second', { seconds: 1, count: 16, video: behind }],
  ])('is not limited when %s', (_, scene) => {
    expect(lastOf(play(GOOD, scene))).toBeNull();
    expect(lastOf(play(scene))).toBeNull();
  });

  test('is not limited by videos that have just begun', () => {
    expect(lastOf(play({ seconds: 4, count: 16, video: lost }))).toBeNull();
    expect(lastOf(play({ seconds: 5, count: 16, video: lost }))).toBe(8);
  });

  test.each<[string, Scene, number]>([
    ['frames are missed', { seconds: 8, count: 16, video: behind }, 13],
    ['decoders have no time left', { seconds: 8, count: 16, video: { decodeMs: 30 } }, 14],
    [
      'frames are missed while the own camera is held back by the processor',
      { seconds: 8, count: 16, video: { decoded: 28, dropped: 2 }, cpuLimited: true },
      15,
    ],
    [
      'frames are missed on a page that comes late',
      { seconds: 8, count: 10, video: { decoded: 28, dropped: 2 }, lateMs: 300 },
      9,
    ],
    ['the processor alone is busy for long', { seconds: 8, count: 10, cpuLimited: true }, 9],
    ['there is one and it is too much', { seconds: 8, count: 1, video: behind }, 1],
  ])('falls when %s', (_, scene, most) => {
    const videos = lastOf(play({ ...GOOD, count: scene.count }, scene)) ?? Infinity;
    expect(videos).toBeLessThanOrEqual(most);
    expect(videos).toBeGreaterThanOrEqual(1);
  });

  test('falls to half at once, and says so, when most frames are missed', () => {
    const states = play(GOOD, { seconds: 2, count: 16, video: lost });
    expect(states.at(-1)).toMatchObject({ videos: 8, sharp: true });
    expect(states.at(-2)?.videos).toBeNull();
  });

  test('falls further while it is still too much', () => {
    const states = play(GOOD, { seconds: 4, count: 16, video: lost }, { seconds: 4, count: 8, video: lost });
    expect(lastOf(states)).toBeLessThanOrEqual(4);
  });

  test('is tried out in steps once all is well, and forgotten when what was too much goes well', () => {
    const fall: Scene[] = [GOOD, { seconds: 2, count: 16, video: lost }];
    expect(lastOf(play(...fall, { seconds: 19, count: 8 }))).toBe(8);
    expect(lastOf(play(...fall, { seconds: 20, count: 8 }))).toBe(10);
    const states = play(
      ...fall,
      { seconds: 20, count: 8 },
      { seconds: 20, count: 10 },
      { seconds: 20, count: 12 },
      { seconds: 20, count: 15 },
      { seconds: 20, count: 16 },
    );
    expect(lastOf(states)).toBeNull();
  });

  test('is not raised while something else keeps the number lower', () => {
    expect(lastOf(play(GOOD, { seconds: 2, count: 16, video: lost }, { seconds: 90, count: 4 }))).toBe(8);
  });

  test('is tried out half as often each time that it goes wrong', () => {
    const states = play(
      GOOD,
      { seconds: 2, count: 16, video: lost },
      { seconds: 20, count: 8 },
      { seconds: 5, count: 10, video: lost },
    );
    expect(states.at(-1)).toMatchObject({ patience: 40 });
    expect(states.at(-1)?.goodSeconds).toBe(0);
  });

  test('is judged by seconds, however many of them one sample is of', () => {
    const scene = { seconds: 8, count: 16, video: behind };
    expect(lastOf(play(GOOD, { ...scene, pace: 2 }))).toBe(lastOf(play(GOOD, scene)));
    const fall: Scene[] = [GOOD, { seconds: 2, count: 16, video: lost, pace: 2 }];
    expect(lastOf(play(...fall))).toBe(8);
    expect(lastOf(play(...fall, { seconds: 18, count: 8, pace: 2 }))).toBe(8);
    expect(lastOf(play(...fall, { seconds: 20, count: 8, pace: 2 }))).toBe(10);
  });

  test('is between one and what is shown, whatever is measured, and the same for the same measures', () => {
    const second = fc.record({
      received: fc.option(fc.integer({ min: 0, max: 60 }), { nil: undefined }),
      decoded: fc.option(fc.integer({ min: 0, max: 60 }), { nil: undefined }),
      dropped: fc.option(fc.integer({ min: 0, max: 60 }), { nil: undefined }),
      decodeMs: fc.option(fc.integer({ min: 0, max: 200 }), { nil: undefined }),
      count: fc.integer({ min: 0, max: 25 }),
      cpuLimited: fc.boolean(),
      visible: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(second, { maxLength: 60 }), (seconds) => {
        const scenes = seconds.map(({ count, cpuLimited, visible, ...video }) => ({
          seconds: 1,
          count,
          cpuLimited,
          visible,
          video: video,
        }));
        const states = play(...scenes);
        expect(play(...scenes)).toEqual(states);
        for (const { videos } of states) {
          if (videos === null) continue;
          expect(videos).toBeGreaterThanOrEqual(1);
          expect(videos).toBeLessThanOrEqual(25);
        }
        expect(states.at(-1)?.since.size ?? 0).toBeLessThanOrEqual(25);
      }),
    );
  });
});
