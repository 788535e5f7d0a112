import type { Moment } from './samples.ts';

/** Fewer intervals than this say nothing. */
const MIN_INTERVALS = 8;
/** Reports of one client in ordinary operation, 1/s. */
const USUAL_RATE = 0.1;

/**
 * Share of a core that Node spends on the reports of so many clients. A scenario that measures it lets clients report more
 * often for a while: how much dearer each further report makes Node is the slope of a line through the intervals, so that
 * heartbeats, scrapes and whatever else goes on all the time do not count. Undefined when the rate never changed.
 */
export function reportingShare(moments: readonly Moment[], participants: number): number | undefined {
  const intervals = moments.flatMap((moment, index) => {
    const before = moments[index - 1];
    if (before?.server === undefined || moment.server === undefined) return [];
    const seconds = (moment.at - before.at) / 1_000;
    if (seconds <= 0) return [];
    return [
      {
        reports: (moment.server.reports - before.server.reports) / seconds,
        node: (moment.cpu.node - before.cpu.node) / 1_000 / seconds,
      },
    ];
  });
  if (intervals.length < MIN_INTERVALS) return undefined;
  const slope = slopeOf(intervals.map(({ reports, node }) => [reports, node]));
  return slope === undefined ? undefined : Math.max(0, slope) * participants * USUAL_RATE;
}

/** Least squares; undefined when all points have (almost) one x. */
function slopeOf(points: readonly (readonly [number, number])[]): number | undefined {
  const meanOf = (place: 0 | 1) => points.reduce((sum, point) => sum + point[place], 0) / points.length;
  const [x, y] = [meanOf(0), meanOf(1)];
  const spread = points.reduce((sum, point) => sum + (point[0] - x) ** 2, 0);
  const common = points.reduce((sum, point) => sum + (point[0] - x) * (point[1] - y), 0);
  return Math.sqrt(spread / points.length) < x * 0.05 ? undefined : common / spread;
}
