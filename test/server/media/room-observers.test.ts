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

const noObserver = () => Promise.resolve(new FakeObserver());
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('the observers of a room', () => {
  let clock: FakeClock;
  let made: FakeObserver[];
  let heard: string[];
  let observers: RoomObservers;
  let closing: EventEmitter;

  beforeEach(async () => {
    clock = createFakeClock();
    made = [];
    heard = [];
    closing = new EventEmitter();
    const make = () => {
      const observer = new FakeObserver();
      made.push(observer);
      return Promise.resolve(observer);
    };
    observers = await openRoomObservers({
      router: {
        observer: closing,
        createAudioLevelObserver: make,
        createActiveSpeakerObserver: make,
      } as never,
      call: (request) => request(),
      clock,
      listener: {
        audioLevels: (levels) =>
          heard.push(levels.map(({ trackId, level }) => `${trackId}${String(level)}`).join()),
        dominantTrack: () => undefined,
      },
    });
    await observers.add({ id: 'a' });
    // Three observers in between have begun: after 62.5, 125 and 187.5 ms.
    clock.advance(188);
    await settled();
    await observers.add({ id: 'b' });
    await settled();
  });

  it('watch every microphone, those of the first moments too', () => {
    expect(made.map(({ producers }) => producers)).toEqual([
      ['a', 'b'],
      ['a', 'b'],
      ['a', 'b'],
      ['a', 'b'],
      ['a', 'b'],
    ]);
  });

  it('tell of who begins to talk in the middle of an interval, and of nobody else', () => {
    const [regular, , between] = made;
    regular?.hear({ a: -20 });
    between?.hear({ b: -10, a: -30 });
    regular?.hear({ b: -10, a: -25 });
    expect(heard).toEqual(['a-20', 'b-10', 'b-10,a-25']);
  });

  it('do not take who has just fallen silent for a newcomer, and do after a while', () => {
    const [regular, , between] = made;
    regular?.hear({ a: -20 });
    regular?.emit('silence');
    clock.advance(500);
    between?.hear({ a: -20 });
    expect(heard).toEqual(['a-20', '']);
    clock.advance(1);
    between?.hear({ a: -20 });
    expect(heard).toEqual(['a-20', '', 'a-20']);
  });

  it('say that a word is over which only the observer in between heard', () => {
    const between = made[2];
    between?.hear({ a: -20 });
    between?.emit('silence');
    between?.emit('silence');
    expect(heard).toEqual(['a-20', '']);
  });

  it('leave no timer behind when the router closes', async () => {
    const router = {
      observer: closing,
      createAudioLevelObserver: noObserver,
      createActiveSpeakerObserver: noObserver,
    };
    const listener = { audioLevels: () => undefined, dominantTrack: () => undefined };
    await openRoomObservers({ router: router as never, call: (request) => request(), clock, listener });
    expect(clock.pending).toBe(3);
    closing.emit('close');
    expect(clock.pending).toBe(0);
  });

  it('say nothing in the middle when nobody is new', () => {
    const [regular, , between] = made;
    regular?.hear({ a: -20 });
    between?.hear({ a: -5 });
    regular?.emit('silence');
    expect(heard).toEqual(['a-20', '']);
  });
});
