/** What the packets of one sample met. */
export interface LossSecond {
  readonly packets: number;
  readonly lost: number;
}

/** Steps left out: loss that begins, or ends, makes one large step without being bunched. */
const TRIMMED = 2;
/** Fewer steps than this say nothing. */
const MIN_STEPS = 4;
/** Fewer lost packets say nothing about how they are spread. */
const MIN_LOST = 10;

/**
 * How bunched losses are: variance of the losses per sample over what independent losses would have. 1 = each packet has its
 * own luck; bursts of b packets come to about 2 b - 1. The variance is taken from steps between neighbours (von Neumann), so that loss which
 * merely begins is not taken for bunches; 0 where there is too little of it. Pure.
 */
export function dispersion(seconds: readonly LossSecond[]): {
  readonly index: number;
  readonly lossRatio: number;
} {
  const packets = seconds.reduce((sum, one) => sum + one.packets, 0);
  const lost = seconds.reduce((sum, one) => sum + one.lost, 0);
  const lossRatio = packets === 0 ? 0 : lost / packets;
  const steps = seconds
    .slice(1)
    .map((one, at) => one.lost - (seconds[at]?.lost ?? 0))
    .map((step) => step * step)
    .sort((left, right) => left - right)
    .slice(0, -TRIMMED);
  if (steps.length < MIN_STEPS || lost < MIN_LOST || lossRatio >= 1) return { index: 0, lossRatio };
  const variance = steps.reduce((sum, step) => sum + step, 0) / steps.length / 2;
  const expected = (packets / seconds.length) * lossRatio * (1 - lossRatio);
  return { index: variance / expected, lossRatio };
}
