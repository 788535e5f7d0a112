import {
  LIMITS,
  type ConsumerId,
  type ConsumerInfo,
  type EventData,
  type LayerInfo,
  type TrackId,
  type TrackLimit,
} from '@earshot/shared';
import type { types } from 'mediasoup-client';
import type { MediaOpening, Requester } from './ports.ts';

/** Why a wanted track does not come. */
export type UnavailableReason = 'codec_unsupported' | 'cap' | 'failed';

/** One track that is received, or about to be. */
export interface Reception {
  readonly info: ConsumerInfo;
  readonly consumer: types.Consumer | undefined;
  readonly trackPaused: boolean;
  /** `null`: no layer comes now. */
  readonly layers: LayerInfo | null | undefined;
  /** Why it comes smaller than it could. */
  readonly limit: TrackLimit;
  /** The server was told that it may send. */
  readonly resumed: boolean;
}

/** Who uses what is received. */
export interface SubscriberListener {
  /** What is known of these tracks has changed. */
  changed(trackIds: readonly TrackId[]): void;
  /** The browser's session description is past saving: open media anew. */
  broken(): void;
}

/** All that this participant receives. Consumers of one message are made in one tick: one negotiation for all. */
export class Subscriber {
  readonly #requester: Requester;
  readonly #listener: SubscriberListener;
  readonly #receptions = new Map<ConsumerId, Reception>();
  readonly #byTrack = new Map<TrackId, ConsumerId>();
  #unavailable = new Map<TrackId, UnavailableReason>();
  #opening: MediaOpening | undefined;

  constructor(requester: Requester, listener: SubscriberListener) {
    this.#requester = requester;
    this.#listener = listener;
  }

  get receptions(): readonly Reception[] {
    return [...this.#receptions.values()];
  }

  find(trackId: TrackId): Reception | undefined {
    const consumerId = this.#byTrack.get(trackId);
    return consumerId === undefined ? undefined : this.#receptions.get(consumerId);
  }

  findUnavailable(trackId: TrackId): UnavailableReason | undefined {
    return this.#unavailable.get(trackId);
  }

  /** New transports, or none: what was received is gone. */
  attach(opening: MediaOpening | undefined): void {
    this.#opening = opening;
    const gone = [...this.#byTrack.keys()];
    this.#receptions.clear();
    this.#byTrack.clear();
    this.#unavailable.clear();
    if (gone.length > 0) this.#listener.changed(gone);
  }

  handleAdded({ consumers }: EventData<'consumersAdded'>): void {
    const opening = this.#opening;
    if (opening === undefined) return;
    const made = consumers.map((info) => {
      this.#receptions.set(info.consumerId, {
        info,
        consumer: undefined,
        trackPaused: info.trackPaused,
        layers: undefined,
        limit: 'none',
        resumed: false,
      });
      this.#byTrack.set(info.trackId, info.consumerId);
      this.#unavailable.delete(info.trackId);
      return this.#consume(opening, info);
    });
    void Promise.all(made).then((ids) =>
      this.#resume(
        opening,
        ids.filter((id) => id !== undefined),
      ),
    );
  }

  handleUpdated({ updates }: EventData<'consumersUpdated'>): void {
    const changed: TrackId[] = [];
    for (const { consumerId, trackPaused, layers, limit } of updates) {
      const before = this.#receptions.get(consumerId);
      if (before === undefined) continue;
      this.#receptions.set(consumerId, {
        ...before,
        trackPaused: trackPaused ?? before.trackPaused,
        layers: layers === undefined ? before.layers : layers,
        limit: limit ?? before.limit,
      });
      changed.push(before.info.trackId);
    }
    this.#listener.changed(changed);
  }

  handleRemoved({ removed }: EventData<'consumersRemoved'>): void {
    const changed: TrackId[] = [];
    for (const { consumerId } of removed) {
      const reception = this.#receptions.get(consumerId);
      if (reception === undefined) continue;
      this.#receptions.delete(consumerId);
      const { trackId } = reception.info;
      // The server may have made a new one for the same track already.
      if (this.#byTrack.get(trackId) === consumerId) this.#byTrack.delete(trackId);
      reception.consumer?.close();
      changed.push(trackId);
    }
    this.#listener.changed(changed);
  }

  handleUnavailable({ tracks }: EventData<'tracksUnavailable'>): void {
    const before = this.#unavailable;
    this.#unavailable = new Map(tracks.map(({ trackId, reason }) => [trackId, reason]));
    const named = new Set([...before.keys(), ...this.#unavailable.keys()]);
    this.#listener.changed([...named].filter((id) => before.get(id) !== this.#unavailable.get(id)));
  }

  async #consume(opening: MediaOpening, info: ConsumerInfo): Promise<ConsumerId | undefined> {
    try {
      const consumer = await opening.receive.consume({
        id: info.consumerId,
        producerId: info.trackId,
        kind: info.kind,
        rtpParameters: info.rtpParameters as types.RtpParameters,
        streamId: info.streamId,
      });
      const reception = this.#receptions.get(info.consumerId);
      if (this.#opening !== opening || reception === undefined) {
        // Removed while it was made.
        consumer.close();
        return undefined;
      }
      this.#receptions.set(info.consumerId, { ...reception, consumer });
      return info.consumerId;
    } catch (thrown) {
      if (this.#opening === opening) this.#handleFailure(info, thrown);
      return undefined;
    }
  }

  #handleFailure(info: ConsumerInfo, thrown: unknown): void {
    this.#receptions.delete(info.consumerId);
    this.#byTrack.delete(info.trackId);
    const unsupported = thrown instanceof Error && thrown.name === 'UnsupportedError';
    this.#unavailable.set(info.trackId, unsupported ? 'codec_unsupported' : 'failed');
    this.#listener.changed([info.trackId]);
    if (!unsupported) this.#listener.broken();
  }

  async #resume(opening: MediaOpening, ids: readonly ConsumerId[]): Promise<void> {
    const ready = ids.filter((id) => this.#receptions.has(id));
    if (this.#opening !== opening || ready.length === 0) return;
    // The app attaches its elements first, so that the key frame that follows is not lost on nobody.
    for (const id of ready) this.#patch(id);
    this.#listener.changed(ready.flatMap((id) => this.#receptions.get(id)?.info.trackId ?? []));
    for (let at = 0; at < ready.length; at += LIMITS.maxConsumerIds) {
      const consumerIds = ready.slice(at, at + LIMITS.maxConsumerIds);
      await this.#requester.request('resumeConsumers', { consumerIds }).catch(() => {
        // The server makes anew what is not resumed in time; a lost session brings a new opening.
      });
    }
  }

  #patch(id: ConsumerId): void {
    const reception = this.#receptions.get(id);
    if (reception !== undefined) this.#receptions.set(id, { ...reception, resumed: true });
  }
}
