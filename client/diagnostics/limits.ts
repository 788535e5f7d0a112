import { factDetector } from './capture.ts';
import { GOOD, type Detector, type FactsWindow } from './detector.ts';
import { HARMFUL_LIMITS } from './inputs.ts';

/** Detectors of what the server holds back, and of the page itself. */

/**
 * The server sends less than is looked at, for a reason that hurts. A cap, or a tile that asks for no more, is what was wanted: it raises
 * nothing.
 */
const sfuLimited: Detector = {
  code: 'sfuLimited',
  judge(window) {
    const reason = findReason(window);
    if (reason === undefined) return window.samples.length === 0 ? 'unknown' : GOOD;
    return { level: 'bad', reason, evidence: { reason } };
  },
};

function findReason({ facts, tracks }: FactsWindow): string | undefined {
  if (facts.shedLevel > 0) return 'workerOverload';
  const limits = tracks.map(({ track }) => track.limit);
  return HARMFUL_LIMITS.find((reason) => limits.includes(reason));
}

/** Local context: what is seen of others while nobody looks says little. */
const tabHidden = factDetector('tabHidden', ({ facts }) =>
  facts.visible ? GOOD : { level: 'bad', evidence: {} },
);

/** Detectors of limits and of the page. */
export const LIMIT_DETECTORS: readonly Detector[] = [sfuLimited, tabHidden];
