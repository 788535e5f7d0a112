import { observer, type types } from 'mediasoup';

/** One stream that the server receives, by its own statistics; sums since its beginning. */
export interface ServerStream {
  readonly ssrc: number;
  readonly kind: 'audio' | 'video';
  /** First transmissions that came, and those that did not. */
  readonly packets: number;
  readonly lost: number;
}

/** What really is in the media workers of this process, past all that the server knows of it. */
export interface MediaTaps {
  /** What the server receives of these SSRCs. */
  readStreams(ssrcs: ReadonlySet<number>): Promise<ServerStream[]>;
  /** Stops what is sent under this SSRC, without a word to the server, and again as soon as the server mends it. */
  pauseConsumer(ssrc: number): Promise<void>;
  /** Lets it go on, where nobody else has. */
  resumeConsumer(ssrc: number): Promise<void>;
}

/** Watches all workers of this process from now on: open before the server starts. */
export function openMediaTaps(): MediaTaps {
  const producers = new Set<types.Producer>();
  const consumers = new Set<types.Consumer>();
  /** What is kept paused, by SSRC: lets go of it. */
  const held = new Map<number, () => void>();
  observer.on('newworker', (worker) =>
    worker.observer.on('newrouter', (router) =>
      router.observer.on('newtransport', (transport) => {
        transport.observer.on('newproducer', (producer) => follow(producers, producer));
        transport.observer.on('newconsumer', (consumer) => follow(consumers, consumer));
      }),
    ),
  );
  const findConsumer = (ssrc: number) =>
    [...consumers].find(({ rtpParameters }) => rtpParameters.encodings?.some((one) => one.ssrc === ssrc));
  return {
    async readStreams(ssrcs) {
      const all = await Promise.all([...producers].map((producer) => producer.getStats()));
      return all.flat().flatMap(({ ssrc, kind, packetCount, packetsLost, packetsRepaired }) => {
        if (!ssrcs.has(ssrc)) return [];
        return [
          {
            ssrc,
            kind: kind === 'audio' ? 'audio' : 'video',
            packets: packetCount - packetsRepaired,
            lost: packetsLost,
          },
        ];
      });
    },
    async pauseConsumer(ssrc) {
      const consumer = findConsumer(ssrc);
      if (consumer === undefined) throw new Error(`nothing is sent under SSRC ${String(ssrc)}`);
      const pauseAgain = () => {
        consumer.pause().catch(() => undefined); // it is gone
      };
      consumer.observer.on('resume', pauseAgain);
      held.set(ssrc, () => consumer.observer.off('resume', pauseAgain));
      await consumer.pause();
    },
    async resumeConsumer(ssrc) {
      held.get(ssrc)?.();
      held.delete(ssrc);
      await findConsumer(ssrc)?.resume();
    },
  };
}

/** Holds it while it lives. */
function follow<T extends { readonly observer: { once(name: 'close', listener: () => void): unknown } }>(
  all: Set<T>,
  one: T,
): void {
  all.add(one);
  one.observer.once('close', () => all.delete(one));
}
