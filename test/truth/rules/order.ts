import type { TrackColumn } from '@earshot/shared';
import { EXPECTED } from '../expected.ts';
import type { Measured } from '../measured.ts';
import { isBrief, type RowId } from '../rows.ts';
import { affectedMoments } from './blame.ts';
import type { Finding } from './finding.ts';

/** Scores of two rows that are nearly the same may be in the wrong order by this. */
const SLACK = 5;
/** Pairs of which the first may not score lower, besides the clean row. */
const PAIRS: readonly (readonly [better: RowId, worse: RowId, slack: number])[] = [
  ['loss2-up', 'loss10-up', 0],
  ['loss2-down', 'loss10-down', 0],
  ['rate300-up', 'rate150-up', SLACK],
  ['rate300-down', 'rate150-down', SLACK],
];

/**
 * How good a row was where its fault reaches: in each interval the worst affected track, the mean over intervals; of a fault that
 * passes the worst. `undefined`: nothing was judged. Pure.
 */
export function scoreOf(measured: Measured): number | undefined {
  const worst = new Map<object, number>();
  for (const { interval, track } of affectedMoments(measured, EXPECTED[measured.row.id])) {
    if (track.quality.score === null) continue;
    worst.set(interval, Math.min(worst.get(interval) ?? Infinity, track.quality.score));
  }
  const scores = [...worst.values()];
  if (scores.length === 0) return undefined;
  if (isBrief(measured.row)) return Math.min(...scores);
  return scores.reduce((sum, score) => sum + score, 0) / scores.length;
}

/** What the order of rows says of this one, among those that were played. Pure. */
export function judgeOrder(measured: Measured, all: readonly Measured[]): Finding[] {
  const own = scoreOf(measured);
  if (own === undefined) return [];
  const score = (id: RowId) => {
    const other = all.find(({ row }) => row.id === id);
    return other === undefined ? undefined : scoreOf(other);
  };
  const clean = measured.row.id === 'clean' ? undefined : score('clean');
  const pairs = PAIRS.flatMap(([better, worse, slack]): Finding[] => {
    const best = score(better);
    if (worse !== measured.row.id || best === undefined) return [];
    return [above(better, best, own - slack)];
  });
  const monotone = all.flatMap((other) => judgePair(measured, other));
  return [
    ...(clean === undefined ? [] : [{ ...above('clean', clean, own), isRight: clean > own }]),
    ...pairs,
    ...monotone,
  ];
}

function above(name: RowId, better: number, own: number): Finding {
  return {
    rule: `${name} scores no lower`,
    isRight: better >= own,
    text: `${better.toFixed(0)} against ${own.toFixed(0)}`,
  };
}

/** A row of which all that was measured is as bad as of another or worse has no higher score. */
function judgePair(measured: Measured, other: Measured): Finding[] {
  if (measured === other || isBrief(measured.row) || isBrief(other.row)) return [];
  const [own, better] = [scoreOf(measured), scoreOf(other)];
  if (own === undefined || better === undefined || own <= better + SLACK) return [];
  const [mine, theirs] = [harmsOf(measured), harmsOf(other)];
  if (!mine.every((harm, index) => harm >= (theirs[index] ?? 0))) return [];
  return [
    {
      rule: `harmed more than ${other.row.id}, scores no higher`,
      isRight: false,
      text: `${own.toFixed(0)} against ${better.toFixed(0)}`,
    },
  ];
}

/** Shares of the expected time, and lateness in ms: the more, the worse. */
export function harmsOf(measured: Measured): number[] {
  const moments = affectedMoments(measured, EXPECTED[measured.row.id]);
  const sum = (name: TrackColumn, source: 'microphone' | 'camera') =>
    moments
      .filter(({ track }) => track.source === source)
      .reduce((total, { track }) => total + (track.values[name] ?? 0), 0);
  const share = (name: TrackColumn, source: 'microphone' | 'camera') =>
    sum(name, source) / Math.max(1, sum('expectedMs', source));
  const rtts = measured.rtts.map(({ toldMs }) => toldMs ?? 0);
  return [
    share('concealedMs', 'microphone'),
    share('packetsLost', 'microphone'),
    sum('jitterBufferMs', 'microphone') / Math.max(1, moments.length),
    share('freezeMs', 'camera'),
    share('packetsLost', 'camera'),
    -share('frames', 'camera'),
    -share('frameHeight', 'camera'),
    ...rtts,
  ];
}
