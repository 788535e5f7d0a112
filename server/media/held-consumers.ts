import { EarshotError, type ConsumerId, type TrackId } from '@earshot/shared';
import type { types } from 'mediasoup';
import { toPreferredLayers } from './consumer-maker.ts';
import type { TrackWish } from './plan.ts';
import type { Subscription } from './subscription.ts';
import { LaneClosed, type WorkLane } from './work-slices.ts';
import type { WorkerCall } from './worker-call.ts';

/** The consumers that one receiver has, by track and by id, and the requests about them. */
export class HeldConsumers {
  readonly byTrack = new Map<TrackId, Subscription>();
  readonly #byConsumer = new Map<ConsumerId, Subscription>();
  readonly #lane: WorkLane;
  readonly #call: WorkerCall;
  readonly #failed: (subscription: Subscription, error: unknown) => void;

  /** `failed`: a request about one failed though its worker lives; called from media's own turns. */
  constructor(options: {
    readonly lane: WorkLane;
    readonly call: WorkerCall;
    readonly failed: (subscription: Subscription, error: unknown) => void;
  }) {
    this.#lane = options.lane;
    this.#call = options.call;
    this.#failed = options.failed;
  }

  add(subscription: Subscription): void {
    this.byTrack.set(subscription.trackId, subscription);
    this.#byConsumer.set(subscription.consumerId, subscription);
  }

  find(consumerId: ConsumerId): Subscription | undefined {
    return this.#byConsumer.get(consumerId);
  }

  delete(subscription: Subscription): void {
    if (this.byTrack.get(subscription.trackId) === subscription) this.byTrack.delete(subscription.trackId);
    this.#byConsumer.delete(subscription.consumerId);
  }

  close(): void {
    for (const subscription of this.byTrack.values()) subscription.close();
    this.byTrack.clear();
    this.#byConsumer.clear();
  }

  start(subscription: Subscription): void {
    this.#ask(subscription, (consumer) => consumer.resume());
  }

  setPriority(subscription: Subscription, priority: number): void {
    this.#ask(subscription, (consumer) => consumer.setPriority(priority));
  }

  /** Another layer or priority. */
  adjust(wish: TrackWish): void {
    const subscription = this.byTrack.get(wish.trackId);
    if (subscription === undefined) return;
    const { spatial, temporal, priority } = subscription;
    subscription.adjusted(wish);
    const isOther = spatial !== wish.spatial || temporal !== wish.temporal;
    if (isOther && subscription.consumer.type !== 'simple') {
      this.#ask(subscription, (consumer) => consumer.setPreferredLayers(toPreferredLayers(wish)));
    }
    if (priority !== wish.priority) this.setPriority(subscription, wish.priority);
  }

  /** One request about one consumer, in a slice. */
  #ask(subscription: Subscription, request: (consumer: types.Consumer) => Promise<void>): void {
    const work = async () => {
      if (subscription.isClosed) return;
      await this.#call(() => request(subscription.consumer));
    };
    this.#lane.run(subscription.kind, work).catch((error: unknown) => {
      // The worker or the room is gone: whoever ends the leg tells its participant.
      if (subscription.isClosed || error instanceof LaneClosed || error instanceof EarshotError) return;
      this.#failed(subscription, error);
    });
  }
}
