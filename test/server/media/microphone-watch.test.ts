import { describe, expect, it } from 'vitest';
import {
  MicrophoneWatch,
  nextMicrophoneState,
  type MicrophoneLook,
  type MicrophoneState,
} from '../../../server/media/microphone-watch.ts';
import { createFakeClock } from '../../support/fake-clock.ts';

/** Walks looks that are 5 s apart; answers after which of them the microphone was not heard. */
function walk(looks: readonly (Partial<MicrophoneLook> & { packets: number })[]): boolean[] {
  let state: MicrophoneState | undefined;
  return looks.map((look, index) => {
    state = nextMicrophoneState(state, { at: index * 5_000, isConnected: true, ...look });
    return state.unheard;
  });
}

describe('an open microphone', () => {
  it('is not heard when no packet came for 10 s, and heard again with the next one', () => {
    const packets = [0, 250, 250, 250, 250, 251, 252];
    expect(walk(packets.map((count) => ({ packets: count })))).toEqual([
      false,
      false,
      false,
      true,
      true,
      false,
      false,
    ]);
  });

  it('is not heard when it never sent anything', () => {
    expect(walk([{ packets: 0 }, { packets: 0 }, { packets: 0, at: 9_999 }])).not.toContain(true);
    expect(walk([{ packets: 0 }, { packets: 0 }, { packets: 0 }]).at(-1)).toBe(true);
  });

  it('is heard when it is silent: a few packets come all the same', () => {
    expect(walk([0, 12, 24, 36, 37, 38].map((packets) => ({ packets })))).not.toContain(true);
  });

  it('counts no time without a path, and nothing changes in it', () => {
    const away = { packets: 5, isConnected: false };
    const here = { packets: 5 };
    expect(walk([here, here, away, away, away, here, here, away])).toEqual([
      false,
      false,
      false,
      false,
      false,
      false,
      true,
      true,
    ]);
  });
});

describe('the watch of a microphone', () => {
  it('tells at each look that it is not heard, once that it is again, and begins anew after a pause', () => {
    const clock = createFakeClock();
    const told: boolean[] = [];
    const watch = new MicrophoneWatch(clock, (unheard) => told.push(unheard));
    const look = (...counts: number[]) => {
      for (const packets of counts) {
        watch.look(packets, true);
        clock.advance(5_000);
      }
    };
    look(1, 1, 1, 1);
    expect(told).toEqual([true, true]);
    look(2, 3);
    expect(told).toEqual([true, true, false]);
    look(3, 3);
    watch.reset();
    look(3, 3);
    expect(told).toEqual([true, true, false, true]);
    look(3);
    expect(told).toEqual([true, true, false, true, true]);
  });
});
