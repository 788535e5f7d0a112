import type { SeriesInterval } from '@earshot/shared/calls-api.ts';

/** A line over time: one value for each point, `null` where nothing is known. */
export type Line = readonly (number | null)[];

/** What the charts of a leg show, all over the same points of time. */
export interface LegCharts {
  /** Seconds since the epoch: the middle of each interval. Where intervals are missing a point of `null`s breaks the lines. */
  readonly at: readonly number[];
  /** 0..100. */
  readonly score: { readonly received: Line; readonly sent: Line };
  /** Percent. */
  readonly loss: { readonly uplink: Line; readonly downlink: Line };
  /** 1..4.5, an estimate. */
  readonly mos: Line;
  /** ms. */
  readonly rtt: { readonly send: Line; readonly receive: Line };
  /** Pixels, of the tallest video that was received. */
  readonly height: Line;
}

/** More than this between two intervals is a hole, ms. */
const HOLE_MS = 5_000;

/** The lines of a leg. `intervals` in the order of time. Pure. */
export function chartsOf(intervals: readonly SeriesInterval[]): LegCharts {
  const points = withHoles(intervals);
  const line = (read: (interval: SeriesInterval) => number | null): Line =>
    points.map(({ interval }) => (interval === undefined ? null : read(interval)));
  return {
    at: points.map(({ at }) => at / 1000),
    score: {
      received: line(({ reception }) => reception.score),
      sent: line(({ sending }) => sending.score),
    },
    loss: {
      uplink: line(({ uplinkLoss }) => toPercent(uplinkLoss)),
      downlink: line(({ downlinkLoss }) => toPercent(downlinkLoss)),
    },
    mos: line(({ mosEstimate }) => mosEstimate),
    rtt: { send: line(({ rttMs }) => rttMs.send), receive: line(({ rttMs }) => rttMs.receive) },
    height: line(tallestReceived),
  };
}

/** What a line comes to, for those who do not see it; `undefined` when nothing is known. Pure. */
export function summarise(line: Line): { readonly mean: number; readonly most: number } | undefined {
  const known = line.filter((value) => value !== null);
  if (known.length === 0) return undefined;
  return { mean: known.reduce((sum, value) => sum + value, 0) / known.length, most: Math.max(...known) };
}

/** A time in which somebody was harmed, or harmed others: an interval, as received or as sent. */
export interface Harmed {
  readonly key: string;
  readonly interval: SeriesInterval;
  readonly direction: 'receive' | 'send';
  readonly quality: SeriesInterval['reception'];
}

/** Fair and poor intervals, newest first. Pure. */
export function harmedOf(intervals: readonly SeriesInterval[]): readonly Harmed[] {
  return intervals
    .flatMap((interval): Harmed[] => [
      { key: `${interval.startAt}r`, interval, direction: 'receive', quality: interval.reception },
      { key: `${interval.startAt}s`, interval, direction: 'send', quality: interval.sending },
    ])
    .filter(({ quality: { band } }) => band === 'fair' || band === 'poor')
    .sort((a, b) => b.interval.startAt - a.interval.startAt);
}

/** The track that made an interval what it is: the worst one in that direction, if it is known. Pure. */
export function worstTrack({ interval, direction }: Harmed): SeriesInterval['tracks'][number] | undefined {
  return interval.tracks
    .filter((track) => track.direction === direction && track.quality.score !== null)
    .sort((a, b) => (a.quality.score ?? 100) - (b.quality.score ?? 100))[0];
}

function withHoles(
  intervals: readonly SeriesInterval[],
): readonly { readonly at: number; readonly interval: SeriesInterval | undefined }[] {
  const points: { at: number; interval: SeriesInterval | undefined }[] = [];
  let endedAt: number | undefined;
  for (const interval of intervals) {
    if (endedAt !== undefined && interval.startAt - endedAt > HOLE_MS)
      points.push({ at: (endedAt + interval.startAt) / 2, interval: undefined });
    points.push({ at: (interval.startAt + interval.endAt) / 2, interval });
    endedAt = interval.endAt;
  }
  return points;
}

function toPercent(share: number | null): number | null {
  return share === null ? null : share * 100;
}

function tallestReceived({ tracks, folded }: SeriesInterval): number | null {
  const heights = [...tracks, ...folded].flatMap(({ direction, values }) =>
    direction === 'receive' && values['frameHeight'] !== undefined ? [values['frameHeight']] : [],
  );
  return heights.length === 0 ? null : Math.max(...heights);
}
