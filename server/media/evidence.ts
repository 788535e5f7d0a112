import type { ParticipantId } from '@earshot/shared';
import { pipeId, type Histories } from './histories.ts';
import type { Leg } from './leg.ts';
import type { CallEvidence, DownlinkEvidence, UplinkEvidence, Window } from './ports.ts';
import type { Publication } from './publications.ts';
import type { CallMedia } from './room-media.ts';
import { isLegImpaired, listTracks } from './leg-readings.ts';
import type { Subscription } from './subscription.ts';
import type { WorkerPings } from './worker-pings.ts';

/** Receivers' reports, feedback and our own readings of them come every 5 s at the latest; two of them, ms. */
const AFTERMATH_MS = 10_000;

/** What reading a call's evidence needs. */
export interface EvidenceParts {
  readonly histories: Histories;
  readonly pings: Pick<WorkerPings, 'stalledMs'>;
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
    jitterMs: readJitter(leg, histories, window),
    dryMs: isPaused ? 0 : Math.max(silence.within(window), histories.dryMs(trackId, window)),
    silentMs: leg === undefined ? 0 : histories.silentMs(leg.sendTransport.id, window),
    faultMs: faults.within(window),
    stalledMs: pings.stalledMs(place.live, withAftermath(window)),
  };
}

/** What was lost while a worker stood still shows in what is counted after it. */
function withAftermath({ from, to }: Window): Window {
  return { from: from - AFTERMATH_MS, to };
}

/**
 * By the publisher's sound alone: it leaves at a steady pace. A picture's packets leave in heaps that carry one time stamp, so
 * that its jitter is 10 ms on the best of paths.
 */
function readJitter(leg: Leg | undefined, histories: Histories, window: Window): number | undefined {
  const sounds = [...(leg?.publications.values() ?? [])].filter(({ kind }) => kind === 'audio');
  const known = sounds.map(({ trackId }) => histories.jitterMs(trackId, window));
  return known.reduce(
    (least, one) => (least === undefined || one === undefined ? (least ?? one) : Math.min(least, one)),
    undefined,
  );
}

function readDownlink(
  { room, leg, subscription }: { room: CallMedia; leg: Leg; subscription: Subscription },
  { histories, pings, window }: Asked,
): DownlinkEvidence {
  const { trackId, publication, consumer, faults } = subscription;
  const { live } = leg.place;
  const isPiped = publication.place !== leg.place;
  return {
    pipe: isPiped ? histories.loss(pipeId(trackId, live.index), window) : undefined,
    packets: histories.loss(consumer.id, window),
    rttMs: histories.rttMs(consumer.id),
    availableBps: leg.availableBps,
    isNarrow: leg.narrow.within(window) >= (window.to - window.from) / 10,
    isShed: room.getShedStep(live) !== 'none',
    faultMs: faults.within(window),
    silentMs: histories.silentMs(leg.receiveTransport.id, window),
    stalledMs: pings.stalledMs(live, withAftermath(window)),
  };
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
