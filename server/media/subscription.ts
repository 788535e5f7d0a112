import { ConsumerId, type ConsumerInfo, type TrackId } from '@earshot/shared';
import type { types } from 'mediasoup';
import type { HeldTrack, TrackWish } from './plan.ts';
import { toWireParameters } from './parameters.ts';
import type { Publication, RemovalReason, Watcher } from './publications.ts';
import type { LegTransport } from './transports.ts';
import type { WorkerCall } from './worker-call.ts';

/** What a subscription tells its receiver's reconciler. */
export interface SubscriptionEvents {
  gone(subscription: Subscription, reason: RemovalReason): void;
  paused(subscription: Subscription, paused: boolean): void;
  layers(subscription: Subscription, layers: types.ConsumerLayers | undefined): void;
}

/** One track on its way to one receiver. */
export class Subscription implements HeldTrack, Watcher {
  readonly consumerId: ConsumerId;
  readonly trackId: TrackId;
  readonly kind: 'audio' | 'video';
  readonly publication: Publication;
  readonly consumer: types.Consumer;
  spatial: number;
  priority: number;
  /** The receiver was told of it. */
  announced = false;
  /** The receiver said that it is ready. */
  resumed = false;
  readonly #events: SubscriptionEvents;
  #closed = false;

  constructor(options: {
    readonly publication: Publication;
    readonly consumer: types.Consumer;
    readonly wish: TrackWish;
    readonly events: SubscriptionEvents;
  }) {
    const { publication, consumer, wish, events } = options;
    this.consumerId = ConsumerId.parse(consumer.id);
    this.trackId = publication.trackId;
    this.kind = publication.kind;
    this.publication = publication;
    this.consumer = consumer;
    this.spatial = wish.spatial;
    this.priority = wish.priority;
    this.#events = events;
    publication.watchers.add(this);
    publication.layersWanted?.set(this, wish.spatial);
    // `score` is left alone on purpose: with thousands of consumers it is a flood that nobody reads.
    consumer.on('producerpause', () => {
      events.paused(this, true);
    });
    consumer.on('producerresume', () => {
      events.paused(this, false);
    });
    if (this.kind === 'video') {
      consumer.on('layerschange', (layers) => {
        events.layers(this, layers);
      });
    }
  }

  get isClosed(): boolean {
    return this.#closed;
  }

  /** Another layer or priority was asked of the worker. */
  adjusted(wish: TrackWish): void {
    this.spatial = wish.spatial;
    this.priority = wish.priority;
    this.publication.layersWanted?.set(this, wish.spatial);
  }

  handleTrackGone(reason: RemovalReason): void {
    if (this.#closed) return;
    // The worker closes the consumers of a closed producer by itself.
    this.#closed = true;
    this.#events.gone(this, reason);
  }

  /** Ends it on our side. Idempotent. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.publication.watchers.delete(this);
    this.publication.layersWanted?.delete(this);
    if (!this.consumer.closed) this.consumer.close();
  }

  /** As the receiver is told of it. */
  get info(): ConsumerInfo {
    return {
      consumerId: this.consumerId,
      trackId: this.trackId,
      participantId: this.publication.participantId,
      source: this.publication.source,
      kind: this.kind,
      rtpParameters: toWireParameters(this.consumer.rtpParameters),
      streamId: this.publication.streamId,
      trackPaused: this.consumer.producerPaused,
    };
  }
}

/**
 * Makes a consumer, paused, with its layer asked for in the same request. `undefined` when the track ended meanwhile;
 * rejects as the worker answers, with mediasoup's `UnsupportedError` when the receiver cannot decode the track.
 */
export async function createConsumer(options: {
  readonly receive: Pick<LegTransport, 'transport'>;
  readonly call: WorkerCall;
  readonly publication: Publication;
  readonly capabilities: types.RtpCapabilities;
  readonly wish: TrackWish;
}): Promise<types.Consumer | undefined> {
  const { publication, wish, capabilities } = options;
  const producerId = publication.producer?.id;
  if (producerId === undefined) return undefined;
  const consumer = await options.call(() =>
    options.receive.transport.consume({
      producerId,
      rtpCapabilities: capabilities,
      paused: true,
      ...(publication.layers.spatial > 1 ? { preferredLayers: { spatialLayer: wish.spatial } } : {}),
    }),
  );
  if (!publication.isClosed && !consumer.closed) return consumer;
  if (!consumer.closed) consumer.close();
  return undefined;
}
