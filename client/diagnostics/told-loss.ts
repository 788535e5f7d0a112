import { QUALITY_THRESHOLDS } from '@earshot/shared';
import type { FactsWindow } from './detector.ts';
import type { PathLoss } from './inputs.ts';

const { toldForMs } = QUALITY_THRESHOLDS.network;

/**
 * What the server said lately that the own ways lose; `undefined` where it has not, which is so where they lose next to nothing. It
 * repeats itself while they do.
 */
export function toldLoss({ facts: { pathLoss }, now }: FactsWindow): PathLoss | undefined {
  return pathLoss !== undefined && now - pathLoss.at < toldForMs ? pathLoss : undefined;
}
