import type { LegSummary } from '@earshot/shared/calls-api.ts';
import { browserWords, legName } from '../words/leg-words.ts';

/** Legs in which all words of a text occur: in name, id, browser, role, reason of the end, or tags. Pure. */
export function filterLegs(legs: readonly LegSummary[], text: string): readonly LegSummary[] {
  const words = text
    .toLowerCase()
    .split(/\s+/u)
    .filter((word) => word !== '');
  if (words.length === 0) return legs;
  return legs.filter((leg) => {
    const all = [legName(leg), leg.participantId, browserWords(leg), leg.role, leg.endReason, ...leg.tags];
    const searched = all.join('\n').toLowerCase();
    return words.every((word) => searched.includes(word));
  });
}
