import { describe, expect, it } from 'vitest';
import { LayersWanted } from '../../../server/media/layers-wanted.ts';
import { createFakeClock } from '../../support/fake-clock.ts';

function open(top = 2) {
  const clock = createFakeClock();
  const told: number[] = [];
  const wanted = new LayersWanted(top, clock, (layer) => told.push(layer));
  return { clock, told, wanted };
}

describe('the layers wanted of a track', () => {
  it('are none 5 s after it was published to nobody', () => {
    const { clock, told, wanted } = open();
    wanted.update();
    clock.advance(5_000);
    expect(told).toEqual([-1]);
  });

  it('are those of the largest view', () => {
    const { clock, told, wanted } = open();
    const [a, b] = [{}, {}];
    wanted.set(a, 0);
    wanted.set(b, 1);
    clock.advance(5_000);
    wanted.delete(b);
    clock.advance(5_000);
    wanted.set(a, 2);
    expect(told).toEqual([1, 0, 2]);
  });

  it('do not change for a glance away', () => {
    const { clock, told, wanted } = open();
    const viewer = {};
    wanted.set(viewer, 2);
    wanted.delete(viewer);
    clock.advance(4_000);
    wanted.set(viewer, 2);
    clock.advance(60_000);
    expect(told).toEqual([]);
    expect(clock.pending).toBe(0);
  });

  it('are not told any more, and no timer waits, after it ended', () => {
    const { clock, told, wanted } = open();
    wanted.update();
    wanted.close();
    expect(clock.pending).toBe(0);
    wanted.set({}, 2);
    clock.advance(10_000);
    expect(told).toEqual([]);
  });
});
