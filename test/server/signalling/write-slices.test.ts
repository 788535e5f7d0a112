import { beforeEach, describe, expect, it } from 'vitest';
import { WriteSlices, type HeldSocket } from '../../../server/signalling/write-slices.ts';

describe('writing to many sockets', () => {
  let now: number;
  let turns: (() => void)[];
  let slices: WriteSlices;
  let log: string[];

  beforeEach(() => {
    now = 0;
    turns = [];
    log = [];
    slices = new WriteSlices(
      () => now,
      (action) => turns.push(action),
    );
  });

  /** Each takes a millisecond to be written. */
  const socket = (name: string): HeldSocket => ({
    cork: () => log.push(`-${name}`),
    uncork: () => {
      log.push(`+${name}`);
      now += 1;
    },
  });
  const turn = () => turns.shift()?.();

  it('takes turns of 3 ms, in the order in which they were told', () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f'];
    for (const name of names) slices.hold(socket(name));
    expect(log).toEqual(names.map((name) => `-${name}`));
    turn();
    expect(log.slice(6)).toEqual(['+a', '+b', '+c']);
    turn();
    expect(log.slice(9)).toEqual(['+d', '+e', '+f']);
    expect(turns).toEqual([]);
  });

  it('holds each once, and anew after it was let go', () => {
    const a = socket('a');
    slices.hold(a);
    slices.hold(a);
    turn();
    slices.hold(a);
    turn();
    expect(log).toEqual(['-a', '+a', '-a', '+a']);
  });

  it('goes on with who is held while others are let go', () => {
    const b = socket('b');
    slices.hold({
      cork: () => undefined,
      uncork: () => {
        slices.hold(b);
      },
    });
    turn();
    expect(log).toEqual(['-b', '+b']);
    turn();
    expect(turns).toEqual([]);
  });
});
