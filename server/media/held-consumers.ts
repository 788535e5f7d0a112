import { EarshotError, type ConsumerId, type TrackId } from '@earshot/shared';
import type { types } from 'mediasoup';
import { toPreferredLayers } from './consumer-maker.ts';
import type { Plan, TrackWish } from './plan.ts';
import type { ConsumerRepair } from './ports.ts';
import type { Subscription } from './subscription.ts';
import { LaneClosed, type WorkLane } from './work-slices.ts';
import type { WorkerCall } from './worker-call.ts';

/** The consumers that one receiver has, by track and by id, and the requests about them. */
export class HeldConsumers {
  readonly byTrack = new Map<TrackId, Subscription>();
  readonly #byConsumer = new Map<ConsumerId, Subscription>();
  /** How many requests about each are under way. */
  readonly #asking = new Map<Subscription, number>();
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

  /** The layers and priorities of a plan, and why they were chosen. */
  apply({ watched, adjust }: Pick<Plan, 'watched' | 'adjust'>): void {
    for (const { trackId, chosen } of watched) {
      const held = this.byTrack.get(trackId);
      if (held !== undefined) held.chosen = chosen;
    }
    for (const wish of adjust) this.#adjust(wish);
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
    this.#ask(subscription, 'consumerPause', (consumer) => consumer.resume());
  }

  setPriority(subscription: Subscription, priority: number): void {
    this.#ask(subscription, 'consumerPriority', (consumer) => consumer.setPriority(priority));
  }

  /** Another layer or priority. */
  #adjust(wish: TrackWish): void {
    const subscription = this.byTrack.get(wish.trackId);
    if (subscription === undefined) return;
    const { spatial, temporal, priority } = subscription;
    subscription.adjusted(wish);
    const isOther = spatial !== wish.spatial || temporal !== wish.temporal;
    if (isOther && subscription.consumer.type !== 'simple') {
      this.#setLayers(subscription, toPreferredLayers(wish));
    }
    if (priority !== wish.priority) this.setPriority(subscription, wish.priority);
  }

  /** A request about it is under way: nobody can say yet how it should be. */
  isAsking(subscription: Subscription): boolean {
    return this.#asking.has(subscription);
  }

  /** Asks again for what was asked for last. */
  restore(subscription: Subscription, what: ConsumerRepair): void {
    const { startedAt, agreed } = subscription;
    switch (what) {
      case 'consumerPause':
        this.#ask(subscription, what, (consumer) =>
          startedAt === undefined ? consumer.pause() : consumer.resume(),
        );
        break;
      case 'consumerLayers':
        if (agreed.layers !== undefined) this.#setLayers(subscription, agreed.layers);
        break;
      case 'consumerPriority':
        this.setPriority(subscription, agreed.priority);
        break;
    }
  }

  #setLayers(subscription: Subscription, layers: types.ConsumerLayers): void {
    this.#ask(subscription, 'consumerLayers', (consumer) => consumer.setPreferredLayers(layers));
  }

  /** One request about one consumer, in a slice. */
  #ask(
    subscription: Subscription,
    what: ConsumerRepair,
    request: (consumer: types.Consumer) => Promise<void>,
  ): void {
    const work = async () => {
      if (subscription.isClosed) return;
      await this.#call(() => request(subscription.consumer));
      subscription.agree(what);
    };
    this.#asking.set(subscription, (this.#asking.get(subscription) ?? 0) + 1);
    this.#lane
      .run(subscription.kind, work)
      .catch((error: unknown) => {
        // The worker or the room is gone: whoever ends the leg tells its participant.
        if (subscription.isClosed || error instanceof LaneClosed || error instanceof EarshotError) return;
        this.#failed(subscription, error);
      })
      .finally(() => {
        this.#answered(subscription);
      });
  }

  #answered(subscription: Subscription): void {
    const left = (this.#asking.get(subscription) ?? 1) - 1;
    if (left === 0) this.#asking.delete(subscription);
    else this.#asking.set(subscription, left);
  }
}
