import { QUALITY_THRESHOLDS } from '@earshot/shared';
import type { Asked } from './evidence.ts';
import type { Leg } from './leg.ts';
import type { CountedPackets, LegTrack } from './ports.ts';

const { impaired, scoring } = QUALITY_THRESHOLDS;

/** What goes over a leg's transports now: what is paused, by whomever, does not. */
export function listTracks(leg: Leg | undefined): readonly LegTrack[] {
  if (leg === undefined) return [];
  const sent = [...leg.publications.values()].flatMap(({ trackId, source, producer }): LegTrack[] =>
    producer?.paused === false ? [{ trackId, direction: 'send', source }] : [],
  );
  const received = [...leg.reconciler.subscriptions].flatMap(
    ({ trackId, startedAt, consumer, publication: { source } }): LegTrack[] =>
      startedAt === undefined || consumer.producerPaused ? [] : [{ trackId, direction: 'receive', source }],
  );
  return [...sent, ...received];
}

/** Whether the server saw one of a leg's own transports impaired. What is not connected carries nothing that could be. */
export function isLegImpaired(leg: Leg, asked: Pick<Asked, 'histories' | 'window'>): boolean {
  const { histories, window } = asked;
  const isSilent = leg.transports.some(
    ({ isConnected, transport }) =>
      isConnected && histories.silentMs(transport.id, window) >= impaired.silentMs,
  );
  if (isSilent) return true;
  for (const { trackId } of leg.publications.values())
    if (isLossy(histories.loss(trackId, window), undefined)) return true;
  for (const { trackId, consumer } of leg.reconciler.subscriptions) {
    if ((histories.rttMs(consumer.id) ?? 0) >= impaired.rttMs) return true;
    const received = histories.loss(consumer.id, window);
    // Most legs are well: what was missing before is looked up only where something is missing.
    if (isLossy(received, undefined) && isLossy(received, histories.loss(trackId, window))) return true;
  }
  return false;
}

/** Of what came to the server. A reading of the first leg that is longer tells of its share. */
function isLossy(received: CountedPackets | undefined, before: CountedPackets | undefined): boolean {
  if (received === undefined || received.expected < scoring.minPacketsForLoss) return false;
  const missing = before === undefined ? 0 : before.lost / before.expected;
  return received.lost / received.expected - missing >= impaired.loss * (1 - missing);
}
