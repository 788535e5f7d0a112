import type { ParticipantId } from '@earshot/shared';
import { isLowered } from './downlink-watch.ts';
import { pipeId, type Histories } from './histories.ts';
import type { Leg } from './leg.ts';
import type { CallEvidence, DownlinkEvidence, UplinkEvidence, Window } from './ports.ts';
import type { Publication } from './publications.ts';
import type { CallMedia } from './room-media.ts';
import { isLegImpaired, listTracks } from './leg-readings.ts';
import { STARTING_MS, type Subscription } from './subscription.ts';
import type { WorkerPings } from './worker-pings.ts';

/** What reading a call's evidence needs. */
export interface EvidenceParts {
  readonly histories: Histories;
  readonly pings: Pick<WorkerPings, 'stalledMs'>;
  readonly now: () => number;
}

/** What was measured of both legs of one call's tracks. */
export function readEvidence(room: CallMedia, parts: EvidenceParts): CallEvidence {
  return {
    tracks: (participantId) => listTracks(room.findLeg(participantId)),
    isImpaired(participantId, window) {
      const leg = room.findLeg(participantId);
      return leg === undefined ? undefined : isLegImpaired(leg, { ...parts, window });
    },
    uplink(trackId, window) {
      const publication = room.findPublication(trackId);
      return publication === undefined ? undefined : readUplink(room, publication, { ...parts, window });
    },
    downlink(participantId, trackId, window) {
      const leg = room.findLeg(participantId);
      const subscription = findSubscription(leg, trackId);
      if (leg === undefined || subscription === undefined) return undefined;
      return readDownlink({ room, leg, subscription }, { ...parts, window });
    },
  };
}

/** What is asked of which time. */
export type Asked = EvidenceParts & { readonly window: Window };

function findSubscription(leg: Leg | undefined, trackId: string): Subscription | undefined {
  for (const one of leg?.reconciler.subscriptions ?? []) if (one.trackId === trackId) return one;
  return undefined;
}

function readUplink(room: CallMedia, publication: Publication, asked: Asked): UplinkEvidence {
  const { histories, pings, window } = asked;
  const { trackId, participantId, place, producer, silence, faults } = publication;
  const leg = room.findLeg(participantId);
  const isPaused = producer?.paused !== false;
  return {
    publisherId: participantId,
    packets: histories.loss(trackId, window),
    jitterMs: histories.jitterMs(trackId),
    dryMs: isPaused ? 0 : Math.max(silence.within(window), histories.dryMs(trackId, window)),
    silentMs: leg === undefined ? 0 : histories.silentMs(leg.sendTransport.id, window),
    faultMs: faults.within(window),
    stalledMs: pings.stalledMs(place.live, window),
  };
}

function readDownlink(
  { room, leg, subscription }: { room: CallMedia; leg: Leg; subscription: Subscription },
  { histories, pings, now, window }: Asked,
): DownlinkEvidence {
  const { trackId, publication, consumer, faults } = subscription;
  const { live } = leg.place;
  const isPiped = publication.place !== leg.place;
  return {
    pipe: isPiped ? histories.loss(pipeId(trackId, live.index), window) : undefined,
    packets: histories.loss(consumer.id, window),
    rttMs: histories.rttMs(consumer.id),
    availableBps: leg.availableBps,
    isNarrow: isNarrow(subscription, now()),
    isShed: room.getShedStep(live) !== 'none',
    faultMs: faults.within(window),
    silentMs: histories.silentMs(leg.receiveTransport.id, window),
    stalledMs: pings.stalledMs(live, window),
  };
}

/** The publisher sends more than comes, and nobody but the path decides that. */
function isNarrow(subscription: Subscription, now: number): boolean {
  const { kind, startedAt, consumer } = subscription;
  if (kind !== 'video' || consumer.type === 'simple' || consumer.producerPaused) return false;
  if (startedAt === undefined || now - startedAt < STARTING_MS) return false;
  const { currentLayers, score } = consumer;
  if (currentLayers === undefined) return score.producerScores.some((sent) => sent > 0);
  return isLowered(subscription, currentLayers);
}

/** Receivers of whom somebody said lately that they are not well, by when that ends (monotonic ms). */
export class WatchedReceivers {
  readonly #until = new Map<ParticipantId, number>();

  watch(participantId: ParticipantId, until: number): void {
    this.#until.delete(participantId);
    this.#until.set(participantId, until);
  }

  has(participantId: ParticipantId): boolean {
    return this.#until.has(participantId);
  }

  /** Those whose time is up are forgotten. */
  expire(now: number): void {
    for (const [participantId, until] of this.#until) {
      if (until > now) return;
      this.#until.delete(participantId);
    }
  }
}
