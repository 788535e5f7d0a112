import type { types } from 'mediasoup';
import type { TrackHold } from './pipes.ts';
import type { TrackWish } from './plan.ts';
import type { Publication } from './publications.ts';
import type { ReceiverCapabilities } from './receiver-capabilities.ts';
import type { LegTransport } from './transports.ts';
import type { WorkLane } from './work-slices.ts';
import type { WorkerCall } from './worker-call.ts';

/** What making a receiver's consumers needs. */
export interface ConsumerMakerOptions {
  readonly receive: Pick<LegTransport, 'transport'>;
  readonly call: WorkerCall;
  readonly lane: WorkLane;
  readonly hold: (publication: Publication) => Promise<TrackHold>;
}

/** A new consumer, paused, and what keeps its track on its router. */
export interface MadeConsumer {
  readonly consumer: types.Consumer;
  readonly hold: TrackHold;
}

/** What is to be made. */
interface Order {
  readonly publication: Publication;
  readonly wish: TrackWish;
  readonly capabilities: ReceiverCapabilities;
}

/** Makes one receiver's consumers, each in its turn of the slices. */
export class ConsumerMaker {
  readonly #options: ConsumerMakerOptions;
  readonly #isClosed: () => boolean;

  constructor(options: ConsumerMakerOptions, isClosed: () => boolean) {
    this.#options = options;
    this.#isClosed = isClosed;
  }

  /**
   * `undefined` when the track or the receiver is over meanwhile. Rejects with `PipeFailed`, `LaneClosed`, and as the
   * worker answers: with mediasoup's `UnsupportedError` when the receiver cannot decode the track.
   */
  async make(order: Order): Promise<MadeConsumer | undefined> {
    // The way to the track first, outside of the slices: it may take a while, and others wait for the same one.
    const hold = await this.#options.hold(order.publication);
    let consumer: types.Consumer | undefined;
    try {
      const { kind } = order.publication;
      consumer = await this.#options.lane.run(kind, () => this.#create(order));
    } finally {
      if (consumer === undefined) hold.release();
    }
    return consumer === undefined ? undefined : { consumer, hold };
  }

  /** Its layer is asked for in the same request. */
  async #create({ publication, wish, capabilities }: Order): Promise<types.Consumer | undefined> {
    const { call, receive } = this.#options;
    const { producer } = publication;
    if (this.#isClosed() || producer === undefined) return undefined;
    const consumer = await call(() =>
      receive.transport.consume({
        // A piped track has the same id on every router.
        producerId: producer.id,
        rtpCapabilities: capabilities.selectFor(producer),
        paused: true,
        ...(publication.layers.spatial > 1 ? { preferredLayers: toPreferredLayers(wish) } : {}),
      }),
    );
    if (!publication.isClosed && !consumer.closed && !this.#isClosed()) return consumer;
    if (!consumer.closed) consumer.close();
    return undefined;
  }
}

/** Without a temporal layer the worker takes all of them. */
export function toPreferredLayers({ spatial, temporal }: TrackWish): types.ConsumerLayers {
  return { spatialLayer: spatial, ...(temporal === undefined ? {} : { temporalLayer: temporal }) };
}
