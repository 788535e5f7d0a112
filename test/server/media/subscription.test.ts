import { EventEmitter } from 'node:events';
import { beforeEach, describe, expect, it } from 'vitest';
import { STARTING_MS, Subscription } from '../../../server/media/subscription.ts';
import { createFakeClock, type FakeClock } from '../../support/fake-clock.ts';

const ID = '00000000-0000-4000-8000-000000000001';

/** What a worker says of a consumer. */
class FakeConsumer extends EventEmitter {
  readonly id = ID;
  readonly rtpParameters = {};
  readonly observer = new EventEmitter();
  type = 'simulcast';
  closed = false;
  producerPaused = false;
  currentLayers: { spatialLayer: number; temporalLayer: number } | undefined;
  score = { producerScores: [9, 0, 0] };
  close(): void {
    this.closed = true;
  }
}

describe('a video on its way to a receiver', () => {
  let clock: FakeClock;
  let consumer: FakeConsumer;
  let told: (number | undefined)[];
  let subscription: Subscription;

  beforeEach(() => {
    clock = createFakeClock();
    consumer = new FakeConsumer();
    told = [];
    const publication = { trackId: ID, kind: 'video', watchers: new Set(), resumes: { delete: () => false } };
    subscription = new Subscription({
      publication: publication as never,
      consumer: consumer as never,
      wish: { trackId: ID as never, kind: 'video', spatial: 2, priority: 1 },
      events: {
        gone: () => undefined,
        paused: () => undefined,
        layers: (_subscription, layers) => told.push(layers?.spatialLayer),
      },
      hold: { release: () => undefined },
    });
  });

  it('is at fault from the moment at which somebody pauses it though its receiver is ready', () => {
    consumer.observer.emit('pause');
    consumer.observer.emit('resume');
    subscription.start(clock);
    const from = clock.monotonic();
    clock.advance(1_000);
    consumer.observer.emit('pause');
    clock.advance(3_000);
    expect(subscription.faults.within({ from, to: clock.monotonic() })).toBe(3_000);
    consumer.observer.emit('resume');
    clock.advance(3_000);
    expect(subscription.faults.within({ from, to: clock.monotonic() })).toBe(3_000);
  });

  const pass = () => {
    subscription.start(clock);
    clock.advance(STARTING_MS);
  };

  it('M19: is told to have no layer when none has come in its first seconds, and of the first that comes', () => {
    subscription.start(clock);
    clock.advance(STARTING_MS - 1);
    expect(told).toEqual([]);
    clock.advance(1);
    expect(told).toEqual([undefined]);
    consumer.emit('layerschange', { spatialLayer: 1, temporalLayer: 0 });
    clock.advance(60_000);
    expect(told).toEqual([undefined, 1]);
  });

  it('is not while a layer comes', () => {
    consumer.currentLayers = { spatialLayer: 0, temporalLayer: 0 };
    pass();
    expect(told).toEqual([]);
  });

  it.each<[string, (of: FakeConsumer) => void]>([
    ['its publisher has paused it', (of) => (of.producerPaused = true)],
    ['its publisher sends nothing', (of) => (of.score = { producerScores: [0, 0, 0] })],
    ['it has one layer only', (of) => (of.type = 'simple')],
  ])('is not when %s', (_why, change) => {
    change(consumer);
    pass();
    expect(told).toEqual([]);
  });

  it('M19: has its first seconds again when its publisher goes on', () => {
    consumer.producerPaused = true;
    pass();
    consumer.producerPaused = false;
    consumer.emit('producerresume');
    clock.advance(STARTING_MS - 1);
    expect(told).toEqual([]);
    clock.advance(1);
    expect(told).toEqual([undefined]);
  });

  it('is not after its end, and leaves no timer', () => {
    subscription.start(clock);
    subscription.close();
    clock.advance(STARTING_MS);
    expect(told).toEqual([]);
    expect(clock.pending).toBe(0);
  });
});
