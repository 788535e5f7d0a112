/** A corner of a curve: what was measured, and the score 0..100 that it is worth. */
export type Corner = readonly [value: number, score: number];

/** The score of one factor: straight lines between its corners, level outside. Scores fall from the first corner to the last. */
export type Curve = readonly [first: Corner, second: Corner, ...others: Corner[]];

/** The curve of a factor whose values are worth 100, 80 (the least that is good), 40 (the least that is fair) and 0. */
export function through([best, good, fair, worst]: readonly [number, number, number, number]): Curve {
  return [
    [best, 100],
    [good, 80],
    [fair, 40],
    [worst, 0],
  ];
}

/** The score 0..100 of a value. Values of a curve's corners rise or fall all along. Pure. */
export function readCurve(curve: Curve, value: number): number {
  const [first, second, ...others] = curve;
  const rises = second[0] > first[0];
  const isPast = ([corner]: Corner): boolean => (rises ? value >= corner : value <= corner);
  if (!isPast(first)) return first[1];
  let before = first;
  for (const next of [second, ...others]) {
    if (!isPast(next)) return between(before, next, value);
    before = next;
  }
  return before[1];
}

function between([from, high]: Corner, [to, low]: Corner, value: number): number {
  return high + ((low - high) * (value - from)) / (to - from);
}
