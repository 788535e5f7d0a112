import { EventEmitter } from 'node:events';
import { beforeEach, describe, expect, it } from 'vitest';
import { openRoomObservers, type RoomObservers } from '../../../server/media/room-observers.ts';
import { createFakeClock, type FakeClock } from '../../support/fake-clock.ts';

/** An observer of a worker, by hand. */
class FakeObserver extends EventEmitter {
  readonly producers: string[] = [];
  addProducer({ producerId }: { producerId: string }): Promise<void> {
    this.producers.push(producerId);
    return Promise.resolve();
  }
  hear(levels: Readonly<Record<string, number>>): void {
    this.emit(
      'volumes',
      Object.entries(levels).map(([id, volume]) => ({ producer: { id }, volume })),
    );
  }
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('the observers of a room', () => {
  let clock: FakeClock;
  let made: FakeObserver[];
  let heard: string[];
  let observers: RoomObservers;

  beforeEach(async () => {
    clock = createFakeClock();
    made = [];
    heard = [];
    const make = () => {
      const observer = new FakeObserver();
      made.push(observer);
      return Promise.resolve(observer);
    };
    observers = await openRoomObservers({
      router: { createAudioLevelObserver: make, createActiveSpeakerObserver: make } as never,
      call: (request) => request(),
      clock,
      listener: {
        audioLevels: (levels) =>
          heard.push(levels.map(({ trackId, level }) => `${trackId}${String(level)}`).join()),
        dominantTrack: () => undefined,
      },
    });
    await observers.add({ id: 'a' });
    clock.advance(125);
    await settled();
    await observers.add({ id: 'b' });
    await settled();
  });

  it('watch every microphone, those of the first moments too', () => {
    expect(made.map(({ producers }) => producers)).toEqual([
      ['a', 'b'],
      ['a', 'b'],
      ['a', 'b'],
    ]);
  });

  it('tell of who begins to talk in the middle of an interval, with those who talk already', () => {
    const [regular, , between] = made;
    regular?.hear({ a: -20 });
    between?.hear({ b: -10, a: -30 });
    regular?.hear({ b: -10, a: -25 });
    expect(heard).toEqual(['a-20', 'b-10,a-20', 'b-10,a-25']);
  });

  it('say nothing in the middle when nobody is new', () => {
    const [regular, , between] = made;
    regular?.hear({ a: -20 });
    between?.hear({ a: -5 });
    regular?.emit('silence');
    expect(heard).toEqual(['a-20', '']);
  });
});
