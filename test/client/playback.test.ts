import { TrackId } from '@earshot/shared';
import { describe, expect, it } from 'vitest';
import { Playback } from '../../client/playback.ts';
import { until } from '../support/until.ts';

class FakeStream {
  readonly #tracks: unknown[];
  constructor(tracks: unknown[]) {
    this.#tracks = tracks;
  }
  getTracks(): unknown[] {
    return this.#tracks;
  }
}

class FakeElement {
  srcObject: unknown = null;
  plays = 0;
  /** What the browser says to `play()`. */
  refusal: Error | undefined;

  play(): Promise<void> {
    this.plays += 1;
    return this.refusal === undefined ? Promise.resolve() : Promise.reject(this.refusal);
  }
}

const trackId = TrackId.parse('00000000-0000-4000-8000-000000000001');
const notAllowed = () => Object.assign(new Error('a click is needed'), { name: 'NotAllowedError' });

function setUp(refused: number, played = 0) {
  const told: boolean[] = [];
  const media = {};
  const playback = new Playback({
    surroundings: { MediaStream: FakeStream as never }, // only its constructor and getTracks() are used
    findMedia: () => media as never, // nothing looks into a track here
    speakerId: () => undefined,
    speakerRefused: () => undefined,
    blocked: (blocked) => told.push(blocked),
  });
  const elements = Array.from({ length: refused + played }, (_, index) => {
    const element = new FakeElement();
    if (index < refused) element.refusal = notAllowed();
    return element;
  });
  const detach = elements.map((element) => playback.attach(trackId, element as never)); // a part of an element
  return { playback, told, elements, detach };
}

describe('playing after a click', () => {
  it('plays what was refused and nothing else, and says that nothing is blocked any more', async () => {
    const { playback, told, elements } = setUp(2, 1);
    await until(() => (playback.blocked ? undefined : 'not refused yet'));
    for (const element of elements) element.refusal = undefined;
    await playback.resume();
    expect(elements.map(({ plays }) => plays)).toEqual([2, 2, 1]);
    expect(told).toEqual([true, false]);
    expect(playback.blocked).toBe(false);
  });

  it('rejects with autoplay_blocked while the browser still refuses, and can be tried again', async () => {
    const { playback, elements, told } = setUp(2);
    await until(() => (playback.blocked ? undefined : 'not refused yet'));
    const [first] = elements;
    if (first !== undefined) first.refusal = undefined;
    await expect(playback.resume()).rejects.toMatchObject({ code: 'autoplay_blocked' });
    expect([playback.blocked, told]).toEqual([true, [true]]);
    for (const element of elements) element.refusal = undefined;
    await playback.resume();
    expect(told).toEqual([true, false]);
  });

  it('has nothing to do, and nothing to say, when what was refused is gone', async () => {
    const { playback, told, detach } = setUp(1);
    await until(() => (playback.blocked ? undefined : 'not refused yet'));
    const resumed = playback.resume();
    for (const one of detach) one();
    await resumed;
    expect(told).toEqual([true, false]);
  });
});
