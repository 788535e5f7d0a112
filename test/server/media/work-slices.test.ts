import { describe, expect, it } from 'vitest';
import { createWorkSlices, LaneClosed } from '../../../server/media/work-slices.ts';

const WORKER = {};
const OTHER_WORKER = {};

/** Slices on a clock that each piece of work moves on, with turns that the test takes. */
function open({ maxInFlight = 64, sliceMs = 10 } = {}) {
  let now = 0;
  const turns: (() => void)[] = [];
  const slices = createWorkSlices({
    monotonic: () => now,
    sliceMs,
    maxInFlight,
    defer: (turn) => turns.push(turn),
  });
  return {
    slices,
    turns,
    spend: (ms: number) => {
      now += ms;
    },
    turn: () => {
      turns.shift()?.();
    },
  };
}

describe('work in slices', () => {
  it('starts in a later turn and ends each turn after 10 ms', async () => {
    const { slices, spend, turn, turns } = open();
    const lane = slices.openLane(WORKER);
    const done: number[] = [];
    const all = [0, 1, 2, 3, 4].map((index) =>
      lane.run('video', () => {
        spend(4);
        done.push(index);
      }),
    );
    expect(done).toEqual([]);
    turn();
    expect(done).toEqual([0, 1, 2]);
    turn();
    expect(done).toEqual([0, 1, 2, 3, 4]);
    await Promise.all(all);
    expect(turns).toEqual([]);
  });

  it('does audio before video that has waited longer', () => {
    const { slices, turn } = open();
    const lane = slices.openLane(WORKER);
    const done: string[] = [];
    for (const name of ['v1', 'v2']) void lane.run('video', () => done.push(name));
    void lane.run('audio', () => done.push('a1'));
    turn();
    expect(done).toEqual(['a1', 'v1', 'v2']);
  });

  it('takes lanes in turn', () => {
    const { slices, turn } = open();
    const [a, b] = [slices.openLane(WORKER), slices.openLane(WORKER)];
    const done: string[] = [];
    for (const name of ['a1', 'a2']) void a.run('video', () => done.push(name));
    for (const name of ['b1', 'b2']) void b.run('video', () => done.push(name));
    turn();
    expect(done).toEqual(['a1', 'b1', 'a2', 'b2']);
  });

  it('waits for answers when too many requests are open, of that worker only', async () => {
    const { slices, turn } = open({ maxInFlight: 2 });
    const [stuck, fine] = [slices.openLane(WORKER), slices.openLane(OTHER_WORKER)];
    const answers: (() => void)[] = [];
    const started: string[] = [];
    const ask = (name: string) => () => {
      started.push(name);
      return new Promise<void>((resolve) => answers.push(resolve));
    };
    for (const name of ['s1', 's2', 's3']) void stuck.run('audio', ask(name));
    void fine.run('audio', ask('f1'));
    turn();
    expect(started).toEqual(['s1', 'f1', 's2']);
    answers[0]?.();
    await new Promise(setImmediate);
    turn();
    expect(started).toEqual(['s1', 'f1', 's2', 's3']);
  });

  it('does audio of all lanes before video of any', () => {
    const { slices, turn } = open();
    const [a, b] = [slices.openLane(WORKER), slices.openLane(OTHER_WORKER)];
    const done: string[] = [];
    void a.run('video', () => done.push('av'));
    for (const name of ['b1', 'b2']) void b.run('audio', () => done.push(name));
    turn();
    expect(done).toEqual(['b1', 'b2', 'av']);
  });

  it('counts open requests of all lanes of a worker together', async () => {
    const { slices, turn } = open({ maxInFlight: 2 });
    const lanes = [slices.openLane(WORKER), slices.openLane(WORKER), slices.openLane(WORKER)];
    const answers: (() => void)[] = [];
    let started = 0;
    for (const lane of lanes) {
      void lane.run('audio', () => {
        started += 1;
        return new Promise<void>((resolve) => answers.push(resolve));
      });
    }
    turn();
    expect(started).toBe(2);
    lanes[0]?.close();
    answers[0]?.();
    await new Promise(setImmediate);
    turn();
    expect(started).toBe(3);
  });

  it('hands on results and failures', async () => {
    const { slices, turn } = open();
    const lane = slices.openLane(WORKER);
    const good = lane.run('audio', () => 7);
    const bad = lane.run('audio', () => {
      throw new Error('no');
    });
    const refused = expect(bad).rejects.toThrow('no');
    turn();
    expect(await good).toBe(7);
    await refused;
  });

  it('drops what waits in a lane that is closed, and takes nothing more', async () => {
    const { slices, turn } = open();
    const lane = slices.openLane(WORKER);
    let ran = false;
    const waiting = lane.run('video', () => {
      ran = true;
    });
    const dropped = expect(waiting).rejects.toBeInstanceOf(LaneClosed);
    lane.close();
    await dropped;
    await expect(lane.run('audio', () => 1)).rejects.toBeInstanceOf(LaneClosed);
    turn();
    expect(ran).toBe(false);
  });
});
