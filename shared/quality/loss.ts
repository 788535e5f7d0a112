import { QUALITY_THRESHOLDS } from './thresholds.ts';
import type { Source } from '../grants.ts';
import { kindOf } from '../sources.ts';

const { lossWeights, fullPacketRates } = QUALITY_THRESHOLDS;

/** LiveKit's score of loss, 0..100: `weight` points (> 0) for each percent lost. `lossRatio` 0..1. */
export function scoreLoss(lossRatio: number, weight: number): number {
  return Math.max(0, 100 - weight * 100 * lossRatio);
}

/**
 * How much loss counts, points for a percent: LiveKit's weights, which fall with the square root of the packet rate where
 * that varies with what there is to send: silence under DTX and a share that stands still are forgiven.
 * `packetsPerSecond` (>= 0) are those expected: the lost ones are among them.
 */
export function weighLoss(source: Source, packetsPerSecond: number): number {
  return lossWeights[kindOf(source)] * shareOfRate(source, packetsPerSecond);
}

/** 0..1: how much what is lost counts at this packet rate. */
export function shareOfRate(source: Source, packetsPerSecond: number): number {
  const full = fullPacketRates[source];
  return full === undefined ? 1 : Math.min(1, Math.sqrt(packetsPerSecond / full));
}
