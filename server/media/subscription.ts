import { ConsumerId, type ConsumerInfo, type TrackId } from '@earshot/shared';
import type { types } from 'mediasoup';
import type { Clock } from '../clock.ts';
import type { HeldTrack, TrackWish } from './plan.ts';
import { toWireParameters } from './parameters.ts';
import type { TrackHold } from './pipes.ts';
import type { ConsumerRepair } from './ports.ts';
import type { Publication, RemovalReason, Watcher } from './publications.ts';
import { SpellLog } from '../spell-log.ts';
import { LimitWatch } from './track-limit.ts';

/** A video that was started has a layer by then, unless the path is too narrow for it, ms. */
export const STARTING_MS = 3_000;

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
  temporal: number | undefined;
  /** The highest temporal layer that has come so far: that there is one. */
  bestTemporal = 0;
  priority: number;
  /** Why a smaller layer than the largest is asked for. */
  chosen: TrackWish['chosen'];
  readonly limit = new LimitWatch();
  /** What the worker made of the last wish for layers, and the last priority. */
  readonly agreed: { layers: types.ConsumerLayers | undefined; priority: number };
  /** Monotonic ms since when our side has paused it; kept by whoever looks. */
  pausedSince: number | undefined;
  /** When it was paused though its receiver is ready for it. */
  readonly faults = new SpellLog();
  /** Monotonic ms when the receiver said that it is ready. */
  startedAt: number | undefined;
  /** The receiver was told of it. */
  announced = false;
  /** The receiver said that it is ready. */
  resumed = false;
  readonly #events: SubscriptionEvents;
  readonly #hold: TrackHold;
  #cancelStart: (() => void) | undefined;
  /** Known from its start on. */
  #clock: Clock | undefined;
  #closed = false;

  constructor(options: {
    readonly publication: Publication;
    readonly consumer: types.Consumer;
    readonly wish: TrackWish;
    readonly events: SubscriptionEvents;
    /** Keeps the track on this receiver's router; released when it ends. */
    readonly hold: TrackHold;
  }) {
    const { publication, consumer, wish, events } = options;
    this.consumerId = ConsumerId.parse(consumer.id);
    this.trackId = publication.trackId;
    this.kind = publication.kind;
    this.publication = publication;
    this.consumer = consumer;
    this.spatial = wish.spatial;
    this.temporal = wish.temporal;
    this.priority = wish.priority;
    this.chosen = wish.chosen;
    this.agreed = { layers: consumer.preferredLayers, priority: consumer.priority };
    this.#events = events;
    this.#hold = options.hold;
    publication.watchers.add(this);
    // `score` is left alone on purpose: with thousands of consumers it is a flood that nobody reads.
    consumer.on('producerpause', () => {
      events.paused(this, true);
    });
    consumer.on('producerresume', () => {
      // It begins anew: nothing can have come meanwhile.
      if (this.#clock !== undefined) this.start(this.#clock);
      events.paused(this, false);
    });
    // The track lives, else its publication had told us: the pipe that brought it is gone.
    consumer.on('producerclose', () => {
      this.#end('media_lost');
    });
    consumer.observer.on('pause', () => {
      if (this.startedAt !== undefined && this.#clock !== undefined)
        this.faults.begin(this.#clock.monotonic());
    });
    consumer.observer.on('resume', () => {
      if (this.#clock !== undefined) this.faults.end(this.#clock.monotonic());
    });
    if (this.kind === 'video') {
      consumer.on('layerschange', (layers) => {
        this.bestTemporal = Math.max(this.bestTemporal, layers?.temporalLayer ?? 0);
        events.layers(this, layers);
      });
    }
  }

  get isClosed(): boolean {
    return this.#closed;
  }

  /**
   * The receiver is ready. The worker says nothing of a video that never gets a layer: its receiver is told so once, when
   * its publisher sends and nothing has come after `STARTING_MS`.
   */
  start(clock: Clock): void {
    this.#clock = clock;
    this.startedAt = clock.monotonic();
    this.#cancelStart?.();
    if (this.kind !== 'video' || this.consumer.type === 'simple') return;
    this.#cancelStart = clock.after(STARTING_MS, () => {
      const { currentLayers, producerPaused, score } = this.consumer;
      const isSent = !producerPaused && score.producerScores.some((sent) => sent > 0);
      if (!this.#closed && isSent && currentLayers === undefined) this.#events.layers(this, undefined);
    });
  }

  /** Another layer or priority was asked of the worker. */
  adjusted(wish: TrackWish): void {
    this.spatial = wish.spatial;
    this.temporal = wish.temporal;
    this.priority = wish.priority;
  }

  /** The worker answered what was asked of it. */
  agree(what: ConsumerRepair): void {
    if (what === 'consumerLayers') this.agreed.layers = this.consumer.preferredLayers;
    if (what === 'consumerPriority') this.agreed.priority = this.consumer.priority;
  }

  /** Told by the publication: its producer is closed, and with it the worker closes the consumers by itself. */
  handleTrackGone(reason: RemovalReason): void {
    this.#end(reason);
  }

  /** Ends it on our side. Idempotent. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#release();
    if (!this.consumer.closed) this.consumer.close();
  }

  /** What the preferred layer and the lowest one cost at most, bit/s. */
  get bitrates(): { readonly preferred: number; readonly lowest: number } {
    const { bitrates } = this.publication.layers;
    return { preferred: bitrates[this.spatial] ?? 0, lowest: bitrates[0] ?? 0 };
  }

  /** The highest layer that its publisher has ever sent; -1 = none. */
  get bestSent(): number {
    return this.publication.bestSent;
  }

  get isShare(): boolean {
    return this.publication.source === 'screen';
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

  #end(reason: RemovalReason): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#release();
    this.#events.gone(this, reason);
  }

  #release(): void {
    this.#cancelStart?.();
    this.publication.watchers.delete(this);
    this.publication.resumes.delete(this);
    this.#hold.release();
  }
}
