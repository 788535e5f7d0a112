import { afterEach, describe, expect, it } from 'vitest';
import { until } from '../until.ts';
import { Lane, type Timing } from './lane.ts';
import { seededRandom } from './random.ts';

let lane: Lane | undefined;
afterEach(() => {
  lane?.close();
});

/** A lane and what comes out of it. */
function openLane(impairment: Lane['impairment']) {
  const opened = new Lane(seededRandom(3));
  lane = opened;
  opened.impairment = impairment;
  const out: { name: number; timing: Timing }[] = [];
  const send = (name: number) => opened.pass(100, (timing) => out.push({ name, timing }));
  const untilOut = (count: number) =>
    until(() => (out.length === count ? undefined : `${String(out.length)} came out`), { intervalMs: 5 });
  return { lane: opened, out, send, untilOut };
}

describe('lane', () => {
  it('passes at once what is not impaired', () => {
    const { out, send } = openLane({});
    send(1);
    expect(out).toEqual([{ name: 1, timing: expect.objectContaining({ isOvertaken: false }) as Timing }]);
  });

  it('keeps order when the delay falls, and says how long each took', async () => {
    const { lane: opened, out, send, untilOut } = openLane({ delayMs: 60 });
    send(1);
    send(2);
    opened.impairment = {};
    send(3);
    await untilOut(3);
    expect(out.map(({ name }) => name)).toEqual([1, 2, 3]);
    for (const { timing } of out.slice(0, 2)) {
      expect(timing.delayMs).toBeGreaterThan(58);
      expect(timing.delayMs - timing.lateMs).toBeLessThan(61);
    }
  });

  it('keeps order among hundreds with nearly the same time of exit', async () => {
    const { out, send, untilOut } = openLane({ delayMs: 5, jitterMs: 3 });
    const names = Array.from({ length: 400 }, (_, index) => index);
    for (const name of names) send(name);
    await untilOut(names.length);
    expect(out.map(({ name }) => name)).toEqual(names);
  });

  it('lets others overtake what is held back, and says so', async () => {
    const { lane: opened, out, send, untilOut } = openLane({ reorder: { share: 1, byMs: 200 } });
    send(1);
    opened.impairment = {};
    send(2);
    await untilOut(2);
    expect(out.map(({ name, timing }) => [name, timing.isOvertaken])).toEqual([
      [2, false],
      [1, true],
    ]);
  });

  it('holds a bounded number of packets', () => {
    const { lane: opened, send } = openLane({ delayMs: 60_000 });
    const verdicts = Array.from({ length: 16_385 }, (_, index) => send(index));
    expect(verdicts.at(-2)?.pass).toBe(true);
    expect(verdicts.at(-1)).toEqual({ pass: false, reason: 'queue' });
    expect(opened.lost).toBe(1);
  });
});
