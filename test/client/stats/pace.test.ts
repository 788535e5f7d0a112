import { describe, expect, it } from 'vitest';
import type { StatsSample } from '../../../client/stats/api.ts';
import { createCallStats } from '../../../client/stats/call-stats.ts';
import { FIRST_PACE, nextPace, type PaceRound, type PaceState } from '../../../client/stats/pace.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { makeRaw, makeStatsOptions, runSeconds } from '../../support/stats.ts';

const calm: PaceRound = { costsMs: [3, 4], visible: true, lateMs: 0 };

/** The period after each of these rounds, ms. */
function play(...rounds: readonly PaceRound[]): number[] {
  let state: PaceState = FIRST_PACE;
  return rounds.map((round) => {
    state = nextPace(state, round);
    return state.periodMs;
  });
}

const times = (count: number, round: Partial<PaceRound>): PaceRound[] =>
  Array.from({ length: count }, () => ({ ...calm, ...round }));

describe('the pace of sampling', () => {
  it('is a second while answers are cheap, and at first', () => {
    expect(play(...times(20, {}))).toEqual(Array(20).fill(1_000));
    expect(play(...times(4, { costsMs: [300, 300] }))).toEqual(Array(4).fill(1_000));
  });

  it.each([
    [10, 1_000],
    [10.1, 2_000],
    [40, 2_000],
    [40.1, 5_000],
  ])('with a median cost of %d ms is %d ms', (cost, periodMs) => {
    expect(play(...times(5, { costsMs: [cost, cost] })).at(-1)).toBe(periodMs);
  });

  it('is by the median of the last ten answers: a few slow ones change nothing', () => {
    const few = [...times(3, {}), ...times(2, { costsMs: [500, 500] })];
    expect(play(...few).at(-1)).toBe(1_000);
    // Five of ten: between 4 and 14.
    expect(play(...times(5, { costsMs: [4, 14] })).at(-1)).toBe(1_000);
    expect(play(...times(5, { costsMs: [7, 14] })).at(-1)).toBe(2_000);
  });

  it('is a second again when the cost falls', () => {
    const periods = play(...times(5, { costsMs: [50, 50] }), ...times(3, { costsMs: [1, 1] }));
    expect(periods.slice(4)).toEqual([5_000, 5_000, 5_000, 1_000]);
  });

  it('does not take an answer that never came for a slow one', () => {
    expect(play(...times(5, { costsMs: [2, 2] }), ...times(10, { costsMs: [] })).at(-1)).toBe(1_000);
  });

  it('is five seconds on a hidden page that is held back, until it is seen', () => {
    const hidden = { visible: false };
    const periods = play(
      ...times(3, hidden),
      ...times(1, { ...hidden, lateMs: 900 }),
      ...times(1, hidden),
      ...times(2, { ...hidden, lateMs: 900 }),
      ...times(3, hidden),
      ...times(1, {}),
    );
    expect(periods).toEqual([...Array<number>(6).fill(1_000), 5_000, 5_000, 5_000, 5_000, 1_000]);
    expect(play(...times(5, { lateMs: 5_000 }))).toEqual(Array(5).fill(1_000));
  });
});

describe('samples', () => {
  /** Statistics whose answers take `cost.ms`. */
  function setUp() {
    const clock = createFakeClock();
    const cost = { ms: 0 };
    const getStats = () =>
      new Promise<ReturnType<typeof makeRaw>>((resolve) => {
        clock.after(cost.ms, () => resolve(makeRaw([])));
      });
    const transport = { id: 's', direction: 'send', state: 'connected', getStats } as const;
    const stats = createCallStats(
      makeStatsOptions(clock, { transports: () => [transport], tracks: () => [] }),
    );
    const samples: StatsSample[] = [];
    stats.on('sample', (sample) => samples.push(sample));
    stats.start();
    const run = (seconds: number) => runSeconds(clock, seconds, 50);
    return { stats, samples, cost, run };
  }

  it('come as often as is affordable, say how long they are of, and five seconds are no gap then', async () => {
    const { stats, samples, cost, run } = setUp();
    await run(12);
    expect(samples).toHaveLength(12);
    expect(samples[0]).not.toHaveProperty('intervalMs');
    expect(samples.slice(1).every(({ intervalMs = 0 }) => intervalMs >= 1_000 && intervalMs <= 1_100)).toBe(
      true,
    );
    cost.ms = 100;
    await run(40);
    const last = samples.slice(-3);
    for (const { intervalMs, gap } of last) {
      expect(intervalMs).toBeGreaterThanOrEqual(5_000);
      expect(intervalMs).toBeLessThanOrEqual(5_100);
      expect(gap).toBe(false);
    }
    cost.ms = 0;
    await run(60);
    expect(samples.at(-1)?.intervalMs).toBeLessThanOrEqual(1_100);
    stats.stop();
  });
});
