import { TrackId } from '@earshot/shared';
import { beforeEach, describe, expect, it } from 'vitest';
import { SpeakerMerge } from '../../../server/media/speaker-merge.ts';

const track = (number: number) =>
  TrackId.parse(`00000000-0000-4000-8000-${String(number).padStart(12, '0')}`);

describe('the ears of a room on several workers', () => {
  let now: number;
  let lists: string[];
  let dominant: TrackId[];
  let merge: SpeakerMerge;
  const [placeA, placeB] = [{}, {}];

  beforeEach(() => {
    now = 0;
    lists = [];
    dominant = [];
    merge = new SpeakerMerge(() => now, {
      audioLevels: (levels) =>
        lists.push(levels.map(({ trackId, level }) => `${trackId.slice(-1)}:${String(level)}`).join(' ')),
      dominantTrack: (trackId) => dominant.push(trackId),
    });
  });

  const hear = (place: object, ...levels: [number, number][]) => {
    merge.listen(place).audioLevels(levels.map(([number, level]) => ({ trackId: track(number), level })));
  };
  const choose = (place: object, number: number) => {
    merge.listen(place).dominantTrack(track(number));
  };
  /** Both report every 250 ms, the second 100 ms after the first. */
  const pass = (intervals: number, a: [number, number][], b: [number, number][]) => {
    for (let interval = 0; interval < intervals; interval += 1) {
      now += 150;
      hear(placeA, ...a);
      now += 100;
      hear(placeB, ...b);
    }
  };

  it('pass on what one worker hears as it comes', () => {
    hear(placeA, [1, -20]);
    hear(placeA, [1, -30], [2, -40]);
    hear(placeA);
    expect(lists).toEqual(['1:-20', '1:-30 2:-40', '']);
    choose(placeA, 1);
    choose(placeA, 2);
    expect(dominant).toEqual([track(1), track(2)]);
  });

  it('make one list of all workers in each interval, loudest first', () => {
    hear(placeA, [1, -30]);
    hear(placeB, [2, -20]);
    lists.length = 0;
    pass(4, [[1, -30]], [[2, -20]]);
    expect(lists).toEqual(Array.from({ length: 4 }, () => '2:-20 1:-30'));
  });

  it('do not keep a new talker waiting for another worker', () => {
    pass(2, [[1, -30]], [[2, -20]]);
    lists.length = 0;
    hear(placeA, [1, -30], [3, -10]);
    expect(lists).toEqual(['3:-10 2:-20 1:-30']);
  });

  it('do not wait for a worker that is silent, nor for one that is gone', () => {
    pass(2, [[1, -30]], [[2, -20]]);
    hear(placeB);
    lists.length = 0;
    hear(placeA, [1, -30]);
    expect(lists).toEqual(['1:-30']);
    pass(1, [[1, -30]], [[2, -20]]);
    merge.drop(placeB);
    lists.length = 0;
    hear(placeA, [1, -31]);
    expect(lists).toEqual(['1:-31']);
  });

  it('keep who talks on dominant when another worker’s choice is not louder', () => {
    choose(placeA, 1);
    pass(4, [[1, -20]], []);
    choose(placeB, 2);
    pass(8, [[1, -20]], [[2, -22]]);
    expect(dominant).toEqual([track(1)]);
  });

  it('turn to another worker’s choice when it is louder for a while', () => {
    choose(placeA, 1);
    choose(placeB, 2);
    dominant.length = 0;
    choose(placeA, 1);
    pass(1, [[1, -30]], [[2, -20]]);
    expect(dominant).toEqual([track(1)]);
    pass(8, [[1, -30]], [[2, -20]]);
    expect(dominant).toEqual([track(1), track(2)]);
  });

  it('turn back to who talks on there when the other falls silent', () => {
    choose(placeA, 1);
    pass(2, [[1, -30]], []);
    choose(placeB, 2);
    pass(8, [[1, -30]], [[2, -20]]);
    expect(dominant.at(-1)).toBe(track(2));
    pass(8, [[1, -30]], []);
    expect(dominant.at(-1)).toBe(track(1));
  });

  it('turn to who talks on elsewhere when the worker of the one before is gone', () => {
    choose(placeA, 1);
    pass(4, [[1, -20]], []);
    choose(placeB, 2);
    pass(2, [[1, -20]], [[2, -22]]);
    expect(dominant).toEqual([track(1)]);
    merge.drop(placeA);
    hear(placeB, [2, -22]);
    expect(dominant).toEqual([track(1), track(2)]);
  });

  it('believe a choice at once while the one before is not heard', () => {
    choose(placeA, 1);
    choose(placeB, 2);
    expect(dominant).toEqual([track(1), track(2)]);
  });
});
