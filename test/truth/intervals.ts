import type { JudgedInterval, JudgedTrack } from '@earshot/server/telemetry/judged.ts';
import type { Measured } from './measured.ts';
import { PEOPLE, type Person } from './rows.ts';

/** While a fault lasted: wall clock, ms. */
export interface FaultTime {
  readonly onsetAt: number;
  readonly endedAt: number;
}

/** Intervals that lie in the fault's time altogether: what the one in which it began says is half of each. */
export function wholeIntervals(
  judged: readonly JudgedInterval[],
  { onsetAt, endedAt }: FaultTime,
): JudgedInterval[] {
  return judged.filter(({ startAt, endAt }) => startAt >= onsetAt && endAt <= endedAt);
}

/** Intervals that have any part in it. */
export function touchedIntervals(
  judged: readonly JudgedInterval[],
  { onsetAt, endedAt }: FaultTime,
): JudgedInterval[] {
  return judged.filter(({ startAt, endAt }) => startAt < endedAt && endAt > onsetAt);
}

/** One track in one interval, with whose it is. */
export interface JudgedMoment {
  readonly who: Person;
  /** By what the pages know, not by what the server says. */
  readonly sender: Person | undefined;
  readonly seconds: number;
  readonly interval: JudgedInterval;
  readonly track: JudgedTrack;
}

/** Tracks of these intervals, one by one. */
export function momentsOf(
  { people }: Pick<Measured, 'people'>,
  intervals: readonly JudgedInterval[],
): JudgedMoment[] {
  const find = (participantId: string | undefined) =>
    PEOPLE.find((person) => people[person].participantId === participantId);
  return intervals.flatMap((interval) => {
    const who = find(interval.participantId);
    if (who === undefined) return [];
    const seconds = (interval.endAt - interval.startAt) / 1_000;
    return interval.tracks.map((track) => ({
      who,
      sender: track.direction === 'send' ? who : find(people[who].owners[track.trackId]),
      seconds,
      interval,
      track,
    }));
  });
}
