import type { types } from 'mediasoup';
import type { Clock } from '../clock.ts';
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
  /** Makes a track available on this receiver's router; rejects with `PipeFailed`. */
  readonly hold: (publication: Publication) => TrackHold | Promise<TrackHold>;
  readonly settings: { readonly clock: Clock };
}

/** What it asks and tells its receiver. */
export interface ConsumerMakerEvents {
  readonly isClosed: () => boolean;
  /** The way to a track that was not waited for is there, or failed (`error`). */
  readonly late: (publication: Publication, error: unknown) => void;
}

/** So long the others of a batch wait for the way to one track, ms: another worker may be stuck. */
export const WAY_PATIENCE_MS = 500;

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
  readonly #events: ConsumerMakerEvents;

  constructor(options: ConsumerMakerOptions, events: ConsumerMakerEvents) {
    this.#options = options;
    this.#events = events;
  }

  /**
   * `undefined` when the track or the receiver is over meanwhile, and when the way to the track takes long: `late` tells
   * when to try again. Rejects with `PipeFailed`, `LaneClosed`, and as the
   * worker answers: with mediasoup's `UnsupportedError` when the receiver cannot decode the track.
   */
  async make(order: Order): Promise<MadeConsumer | undefined> {
    // The way to the track first, outside of the slices: it may take a while, and others wait for the same one.
    const hold = await this.#holdSoon(order.publication);
    if (hold === undefined) return undefined;
    let consumer: types.Consumer | undefined;
    try {
      const { kind } = order.publication;
      consumer = await this.#options.lane.run(kind, () => this.#create(order));
    } finally {
      if (consumer === undefined) hold.release();
    }
    return consumer === undefined ? undefined : { consumer, hold };
  }

  async #holdSoon(publication: Publication): Promise<TrackHold | undefined> {
    const hold = this.#options.hold(publication);
    if (!(hold instanceof Promise)) return hold;
    if (await isSettledWithin(hold, WAY_PATIENCE_MS, this.#options.settings.clock)) return await hold;
    hold.then(
      (held) => {
        // It lingers for long enough.
        held.release();
        this.#events.late(publication, undefined);
      },
      (error: unknown) => {
        this.#events.late(publication, error);
      },
    );
    return undefined;
  }

  /** Its layer is asked for in the same request. */
  async #create({ publication, wish, capabilities }: Order): Promise<types.Consumer | undefined> {
    const { call, receive } = this.#options;
    const { producer } = publication;
    if (this.#events.isClosed() || producer === undefined) return undefined;
    const consumer = await call(() =>
      receive.transport.consume({
        // A piped track has the same id on every router.
        producerId: producer.id,
        rtpCapabilities: capabilities.selectFor(producer),
        paused: true,
        ...(publication.layers.spatial > 1 ? { preferredLayers: toPreferredLayers(wish) } : {}),
      }),
    );
    if (!publication.isClosed && !consumer.closed && !this.#events.isClosed()) return consumer;
    if (!consumer.closed) consumer.close();
    return undefined;
  }
}

/** Without a temporal layer the worker takes all of them. */
export function toPreferredLayers({ spatial, temporal }: TrackWish): types.ConsumerLayers {
  return { spatialLayer: spatial, ...(temporal === undefined ? {} : { temporalLayer: temporal }) };
}

function isSettledWithin(promise: Promise<unknown>, ms: number, clock: Clock): Promise<boolean> {
  return new Promise((resolve) => {
    const cancel = clock.after(ms, () => {
      resolve(false);
    });
    const settled = () => {
      cancel();
      resolve(true);
    };
    promise.then(settled, settled);
  });
}
