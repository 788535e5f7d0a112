import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextShed, SHED_NOTHING, SHED_STEP_MS, type ShedState } from '../../../server/media/shedding.ts';
import { getShedLevel } from '../../../server/rooms/ports.ts';

const at = (now: number) => ({ now, shedPps: 70_000, targetPps: 50_000 });
const walk = (loads: readonly number[]) => {
  const steps: string[] = [];
  let state: ShedState = SHED_NOTHING;
  for (const [index, pps] of loads.entries()) {
    state = nextShed(state, pps, at(index * SHED_STEP_MS));
    steps.push(state.step);
  }
  return steps;
};

describe('shedding', () => {
  it('takes one step every 5 s from the threshold on, in order', () => {
    expect(walk(Array.from({ length: 8 }, () => 70_000))).toEqual([
      'thumbnails',
      'videos9',
      'videos4',
      'videos2',
      'audio8',
      'audio4',
      'audio4',
      'audio4',
    ]);
  });

  it('takes no second step within 5 s', () => {
    const first = nextShed(SHED_NOTHING, 90_000, at(0));
    expect(nextShed(first, 90_000, at(SHED_STEP_MS - 1))).toBe(first);
  });

  it('stays where it is between target and threshold, and is undone in reverse below the target', () => {
    expect(walk([80_000, 80_000, 69_999, 50_000, 49_999, 49_999, 0])).toEqual([
      'thumbnails',
      'videos9',
      'videos9',
      'videos9',
      'thumbnails',
      'none',
      'none',
    ]);
  });

  it('never moves by more than one step, whatever the load does', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 200_000 }), { maxLength: 50 }), (loads) => {
        let level = 0;
        for (const step of walk(loads)) {
          const next = getShedLevel(step as ShedState['step']);
          expect(Math.abs(next - level)).toBeLessThanOrEqual(1);
          level = next;
        }
      }),
    );
  });
});
