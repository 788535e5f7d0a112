import { describe, expect, it } from 'vitest';
import type { Moment } from '../../../../client/stats/dump/chunk.ts';
import { History } from '../../../../client/stats/dump/history.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const START = 1_700_000_000_000;

/** Values of some streams; the noise of real ones, which no difference makes small. */
function momentAt(second: number, streams: number): Moment {
  return new Map(
    Array.from({ length: streams }, (_, stream) => [
      `t stream${String(stream)}`,
      new Map(
        Array.from({ length: 12 }, (_, field) => [
          `field${String(field)}`,
          field < 4 ? Math.sin(second * (field + 1) + stream) : second * (field + stream),
        ]),
      ),
    ]),
  );
}

function fill(history: History, seconds: number, streams = 1): void {
  for (let second = 0; second < seconds; second += 1)
    history.add(START + second * SECOND, momentAt(second, streams));
}

const timesOf = (history: History) => [...history.read()].map(({ at }) => at - START);

describe('the history of raw samples', () => {
  it('keeps every sample of ten minutes, and one every ten seconds from before', () => {
    const history = new History();
    fill(history, 40 * 60);
    const times = timesOf(history);
    const end = 40 * MINUTE - SECOND;
    const recent = times.filter((at) => at >= end - 10 * MINUTE);
    expect(recent).toHaveLength(601);
    const old = times.filter((at) => at < end - 12 * MINUTE);
    expect(old.length).toBeGreaterThan(160);
    expect(old.every((at, place) => place === 0 || at - (old[place - 1] ?? 0) === 10 * SECOND)).toBe(true);
    // By whole minutes: the one in which the ten began is still whole.
    expect(history.thinned).toEqual([{ from: START, until: START + 1_730 * SECOND, everyMs: 10_000 }]);
    expect(history.droppedUntil).toBeUndefined();
  });

  it('keeps the values that were there at those times', () => {
    const history = new History();
    fill(history, 30 * 60);
    for (const { at, moment } of history.read()) {
      const second = (at - START) / SECOND;
      expect(moment).toEqual(momentAt(second, 1));
    }
  });

  it('stays within its memory: thins the oldest, then drops them, and says so', () => {
    const limit = 400_000;
    const history = new History(limit);
    let most = 0;
    for (let second = 0; second < 3 * 3_600; second += 1) {
      history.add(START + second * SECOND, momentAt(second, 4));
      if (second % 30 === 0) most = Math.max(most, history.bytes);
    }
    expect(most).toBeLessThanOrEqual(limit);
    const [oldest, ...others] = history.thinned;
    expect(oldest?.everyMs).toBe(60_000);
    expect(others.map(({ everyMs }) => everyMs)).toEqual([10_000]);
    const end = START + 3 * 3_600 * SECOND;
    const recent = [...history.read()].filter(({ at }) => at >= end - 9 * MINUTE);
    expect(recent).toHaveLength(9 * 60);
    for (let second = 3 * 3_600; second < 12 * 3_600; second += 1)
      history.add(START + second * SECOND, momentAt(second, 4));
    expect(history.droppedUntil).toBeGreaterThan(START);
    expect(history.bytes).toBeLessThanOrEqual(limit);
  });

  it('goes on when the clock is set back, or forward', () => {
    const history = new History();
    fill(history, 5);
    history.add(START - 3_600 * SECOND, momentAt(1, 1));
    history.add(START + 3_600 * SECOND, momentAt(2, 1));
    expect(timesOf(history)).toContain(-3_600 * SECOND);
    expect(timesOf(history)).toContain(3_600 * SECOND);
  });

  it('takes less than 16 MB for hours of the largest call', () => {
    const history = new History();
    // Fifty-seven streams at full rate for twelve minutes, as a long call ends.
    fill(history, 12 * 60, 57 * 2);
    expect(history.bytes).toBeLessThan(16 * 1024 * 1024);
    expect(timesOf(history).filter((at) => at >= 2 * MINUTE)).toHaveLength(600);
    expect(history.droppedUntil).toBeUndefined();
  });
});
