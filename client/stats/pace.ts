/**
 * How often the browser is asked for its statistics. Asking costs: where answers come slowly, or the page is in the background
 * and held back, it is done less often, for all of the call's life.
 */

/** Time between two samples while all is well, ms. */
export const SAMPLE_PERIOD_MS = 1_000;
/** Answers that the cost is judged by. */
const COSTS_KEPT = 10;
/** Median cost of one answer, ms, above which samples come less often, and how often then. */
const STEPS = [
  { aboveMs: 40, periodMs: 5_000 },
  { aboveMs: 10, periodMs: 2_000 },
] as const;
/** Time between two samples on a hidden page that is held back, ms. */
const THROTTLED_PERIOD_MS = 5_000;
/** A timer that comes later than this was held back, ms: background pages are called once a second at most. */
const LATE_MS = 500;
/** Late rounds in a row that make a hidden page a held-back one. One may be chance. */
const LATE_ROUNDS = 2;

/** What is remembered from round to round. */
export interface PaceState {
  /** Time until the next sample, ms. */
  readonly periodMs: number;
  /** What the last answers cost, ms, newest last; at most ten. */
  readonly costsMs: readonly number[];
  /** Rounds in a row that came late while the page was hidden. */
  readonly lateRounds: number;
}

/** What one round showed. */
export interface PaceRound {
  /** ms from asking until each answer was taken in; those that did not come are not in it. */
  readonly costsMs: readonly number[];
  readonly visible: boolean;
  /** How much later than wished the round began, ms. */
  readonly lateMs: number;
}

/** Nothing is known yet. */
export const FIRST_PACE: PaceState = { periodMs: SAMPLE_PERIOD_MS, costsMs: [], lateRounds: 0 };

/** The pace after one more round. Pure. */
export function nextPace(before: PaceState, round: PaceRound): PaceState {
  const costsMs = [...before.costsMs, ...round.costsMs].slice(-COSTS_KEPT);
  const lateRounds = round.visible ? 0 : countLate(before.lateRounds, round.lateMs);
  const throttled = lateRounds >= LATE_ROUNDS;
  const affordable = periodFor(costsMs);
  return { costsMs, lateRounds, periodMs: throttled ? THROTTLED_PERIOD_MS : affordable };
}

/** Once a hidden page is known to be held back it stays so until it is seen: a slower pace hides the lateness. */
function countLate(before: number, lateMs: number): number {
  if (before >= LATE_ROUNDS) return before;
  return lateMs > LATE_MS ? before + 1 : 0;
}

function periodFor(costsMs: readonly number[]): number {
  if (costsMs.length < COSTS_KEPT) return SAMPLE_PERIOD_MS;
  const cost = medianOf(costsMs);
  return STEPS.find(({ aboveMs }) => cost > aboveMs)?.periodMs ?? SAMPLE_PERIOD_MS;
}

function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right);
  const middle = sorted.length / 2;
  const [low = 0, high = 0] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  return (low + high) / 2;
}
