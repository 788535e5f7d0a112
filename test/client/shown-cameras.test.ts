import type { TrackId } from '@earshot/shared';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Scope } from '../../client/scope.ts';
import { placeCameras, ShownCameras, type CameraPlace } from '../../client/shown-cameras.ts';
import { createFakeClock } from '../support/fake-clock.ts';

// Brands are the server's to give.
const coming = (...names: string[]) => new Set(names as TrackId[]);
const namesOf = (places: readonly CameraPlace[]) => places.map(({ trackId }) => trackId);

/** Places after each of these, 100 ms apart. */
function follow(...steps: readonly ReadonlySet<TrackId>[]): string[][] {
  let places: readonly CameraPlace[] = [];
  return steps.map((now, step) => {
    places = placeCameras(places, now, step * 100);
    return namesOf(places);
  });
}

describe('cameras that come', () => {
  test('are in the order in which they came, and keep their places', () => {
    expect(follow(coming('b', 'a'), coming('c', 'a', 'b')).at(-1)).toEqual(['b', 'a', 'c']);
  });

  test('that replace another take its place, at once or a moment later', () => {
    expect(follow(coming('a', 'b', 'c'), coming('a', 'c', 'd')).at(-1)).toEqual(['a', 'd', 'c']);
    expect(follow(coming('a', 'b', 'c'), coming('a', 'c'), coming('a', 'c', 'd'))).toEqual([
      ['a', 'b', 'c'],
      ['a', 'b', 'c'],
      ['a', 'd', 'c'],
    ]);
  });

  test('that come again in a moment have never left', () => {
    expect(follow(coming('a', 'b'), coming('b'), coming('a', 'b')).at(-1)).toEqual(['a', 'b']);
  });

  test('leave no place empty for longer than a second, and are told', () => {
    const clock = createFakeClock();
    const scope = new Scope(clock);
    let now = coming('a', 'b', 'c');
    const told: string[][] = [];
    const shown = new ShownCameras(
      () => now,
      () => told.push([...shown.trackIds]),
    );
    shown.start(scope, () => clock.monotonic());
    shown.update();
    now = coming('a', 'c');
    shown.update();
    clock.advance(999);
    expect(told).toEqual([['a', 'b', 'c']]);
    clock.advance(1);
    expect(told.at(-1)).toEqual(['a', 'c']);
    scope.dispose();
    expect(clock.pending).toBe(0);
  });

  test('are all in the list, each once, whatever came before', () => {
    const sets = fc.array(fc.subarray(['a', 'b', 'c', 'd', 'e', 'f']), { maxLength: 20 });
    fc.assert(
      fc.property(sets, (steps) => {
        const lists = follow(...steps.map((names) => coming(...names)));
        lists.forEach((list, step) => {
          expect(new Set(list).size).toBe(list.length);
          for (const name of steps[step] ?? []) expect(list).toContain(name);
          const before = lists[step - 1] ?? [];
          const kept = before.filter(
            (name) => steps[step - 1]?.includes(name) && steps[step]?.includes(name),
          );
          expect(list.filter((name) => kept.includes(name))).toEqual(kept);
        });
      }),
    );
  });
});
