/** Renewals a server should see at most, per second: those told at one time are spread accordingly. */
const RENEWALS_PER_SECOND = 50;
const MIN_SPREAD_MS = 200;
const MAX_SPREAD_MS = 5_000;

/** How long one of `count` participants shall wait before it comes back, ms. Pure but for `random` (0 <= random < 1). */
export function chooseDelay(count: number, random: () => number): number {
  const spread = (count / RENEWALS_PER_SECOND) * 1_000;
  return Math.floor(random() * Math.min(MAX_SPREAD_MS, Math.max(MIN_SPREAD_MS, spread)));
}
