import type { ParticipantId, TrackId } from '@earshot/shared';
import { Histories } from '../server/media/histories.ts';
import type { EvidenceSource, Window } from '../server/media/ports.ts';

/** Readings of producers and transports are so far apart, s; of consumers too while their receiver is not well, twice that. */
const READ_EVERY_S = 5;
const WATCHED_EVERY_S = 10;
const CONSUMERS_EVERY_S = 30;
/** Packets/s of a stream, and what of them a bad downlink loses. */
const PACKETS_PER_S = 50;
const BAD_LOSS = 0.12;

/** A leg whose media the server reads. */
export interface ReadLeg {
  readonly participantId: ParticipantId;
  readonly sent: readonly TrackId[];
  readonly received: readonly TrackId[];
  /** Its downlink loses packets. */
  readonly isBad: boolean;
}

/** The server's own readings of a call's media, as the poller would have made them: real memories, made-up numbers. */
export class BenchReadings implements EvidenceSource {
  readonly #histories = new Histories();
  readonly #legs: readonly ReadLeg[];
  readonly #byId: ReadonlyMap<string, ReadLeg>;
  readonly #publishers: ReadonlyMap<string, ParticipantId>;

  constructor(legs: readonly ReadLeg[]) {
    this.#legs = legs;
    this.#byId = new Map(legs.map((leg) => [leg.participantId, leg]));
    this.#publishers = new Map(
      legs.flatMap(({ sent, participantId }) => sent.map((trackId) => [trackId, participantId])),
    );
  }

  /** Reads what is due in this second. `at`: monotonic ms. */
  read(second: number, at: number): void {
    for (const [index, leg] of this.#legs.entries()) {
      const isDue = (every: number) => (second + index) % every === 0;
      if (isDue(READ_EVERY_S)) this.#readSent(leg, { second, at });
      if (isDue(leg.isBad ? WATCHED_EVERY_S : CONSUMERS_EVERY_S)) this.#readReceived(leg, { second, at });
    }
  }

  evidence(): ReturnType<EvidenceSource['evidence']> {
    const histories = this.#histories;
    return {
      tracks: () => [],
      isImpaired: (participantId, window) => this.#isImpaired(participantId, window),
      uplink: (trackId, window) => {
        const publisherId = this.#publishers.get(trackId);
        if (publisherId === undefined) return undefined;
        return {
          publisherId,
          packets: histories.loss(trackId, window),
          jitterMs: histories.jitterMs(trackId, window),
          dryMs: histories.dryMs(trackId, window),
          silentMs: histories.silentMs(`send-${publisherId}`, window),
          faultMs: 0,
          stalledMs: 0,
        };
      },
      downlink: (participantId, trackId, window) => ({
        pipe: undefined,
        packets: histories.loss(`${participantId}/${trackId}`, window),
        rttMs: histories.rttMs(`${participantId}/${trackId}`),
        availableBps: 3_000_000,
        isNarrow: false,
        isShed: false,
        faultMs: 0,
        silentMs: histories.silentMs(`receive-${participantId}`, window),
        stalledMs: 0,
      }),
    };
  }

  watchReceiver(): void {
    // Bad ones are read often from the start.
  }

  /** As much work as the server has with it. */
  #isImpaired(participantId: ParticipantId, window: Window): boolean {
    const leg = this.#byId.get(participantId);
    const sent = leg?.sent ?? [];
    const received = (leg?.received ?? []).map((trackId) => `${participantId}/${trackId}`);
    return (
      ['send', 'receive'].some((one) => this.#histories.silentMs(`${one}-${participantId}`, window) > 0) ||
      [...sent, ...received].some((id) => (this.#histories.loss(id, window)?.lost ?? 0) > 0)
    );
  }

  #readSent({ participantId, sent }: ReadLeg, { second, at }: { second: number; at: number }): void {
    const packets = second * PACKETS_PER_S;
    for (const trackId of sent) {
      const row = { packetCount: packets, packetsLost: 0, packetsRepaired: 0, jitter: 400 };
      this.#histories.addReceived(trackId, [row as never], { at, clockRate: 48_000 });
    }
    for (const direction of ['send', 'receive'])
      this.#histories.addTransport(`${direction}-${participantId}`, at, packets * 100);
  }

  #readReceived(
    { participantId, received, isBad }: ReadLeg,
    { second, at }: { second: number; at: number },
  ): void {
    const packetCount = second * PACKETS_PER_S;
    const packetsLost = isBad ? Math.round(packetCount * BAD_LOSS) : 0;
    for (const trackId of received) {
      const row = { packetCount, packetsLost, packetsRetransmitted: 0, roundTripTime: 40 };
      this.#histories.addSent(`${participantId}/${trackId}`, at, row as never);
    }
  }
}
