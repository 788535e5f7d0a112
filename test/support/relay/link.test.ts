import { describe, expect, it } from 'vitest';
import { decide, IDLE, type Impairment, type LinkState, type Verdict } from './link.ts';
import { seededRandom } from './random.ts';

/** Sends packets through a link, one each `everyMs`. */
function run(
  impairment: Impairment,
  { count, everyMs = 20, bytes = 100, seed = 7 }: RunOptions,
): { now: number; verdict: Verdict }[] {
  const random = seededRandom(seed);
  let state: LinkState = IDLE;
  return Array.from({ length: count }, (_, index) => {
    const now = index * everyMs;
    const decided = decide(impairment, state, { bytes, now, random });
    state = decided.state;
    return { now, verdict: decided.verdict };
  });
}

interface RunOptions {
  readonly count: number;
  readonly everyMs?: number;
  readonly bytes?: number;
  readonly seed?: number;
}

const lostIn = (fates: readonly { verdict: Verdict }[]) =>
  fates.flatMap(({ verdict }, index) => (verdict.pass ? [] : [index]));

const delaysIn = (fates: readonly { verdict: Verdict }[]) =>
  fates.flatMap(({ verdict }) => (verdict.pass ? [verdict.afterMs] : []));

const exitsIn = (fates: readonly { now: number; verdict: Verdict }[]) =>
  fates.flatMap(({ now, verdict }) => (verdict.pass ? [now + verdict.afterMs] : []));

/** Mean length of runs of consecutive indexes. */
const meanRun = (indexes: readonly number[]) =>
  indexes.length / indexes.filter((index, place) => indexes[place - 1] !== index - 1).length;

const meanOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('link', () => {
  it('lets everything through at once when nothing is impaired', () => {
    const fate = decide({}, IDLE, { bytes: 1200, now: 5, random: () => 0 });
    expect(fate.verdict).toEqual({ pass: true, afterMs: 0 });
  });

  it('passes nothing when cut', () => {
    const fate = decide({ cut: true }, IDLE, { bytes: 1, now: 0, random: () => 0.99 });
    expect(fate.verdict).toEqual({ pass: false, reason: 'cut' });
  });

  it.each([0.02, 0.1, 0.2])('loses %d of the packets, within what chance allows', (loss) => {
    const count = 20_000;
    const lost = lostIn(run({ loss }, { count })).length;
    expect(Math.abs(lost - count * loss)).toBeLessThan(3 * Math.sqrt(count * loss * (1 - loss)));
  });

  it('loses each packet for itself unless told of bursts', () => {
    const lost = lostIn(run({ loss: 0.1 }, { count: 40_000 }));
    expect(meanRun(lost)).toBeCloseTo(1 / 0.9, 1);
  });

  it.each([2, 4, 10])('loses %d packets in a row on average, and the same share', (lossBurst) => {
    const lost = lostIn(run({ loss: 0.1, lossBurst }, { count: 100_000 }));
    expect(meanRun(lost)).toBeGreaterThan(lossBurst * 0.93);
    expect(meanRun(lost)).toBeLessThan(lossBurst * 1.07);
    expect(lost.length / 100_000).toBeGreaterThan(0.09);
    expect(lost.length / 100_000).toBeLessThan(0.11);
  });

  it('loses nothing at 0 and everything at 1', () => {
    expect(lostIn(run({ loss: 0, lossBurst: 5 }, { count: 100 }))).toEqual([]);
    expect(lostIn(run({ loss: 1, lossBurst: 5 }, { count: 100 }))).toHaveLength(100);
  });

  it('loses the same packets with the same seed, whatever else it does, and others with another', () => {
    const plain = lostIn(run({ loss: 0.1 }, { count: 1_000 }));
    const worse = { loss: 0.1, delayMs: 100, jitterMs: 80, reorder: { share: 0.1, byMs: 50 } };
    expect(lostIn(run(worse, { count: 1_000 }))).toEqual(plain);
    expect(lostIn(run({ loss: 0.1 }, { count: 1_000, seed: 8 }))).not.toEqual(plain);
  });

  it('delays each packet by what it was told', () => {
    expect(new Set(delaysIn(run({ delayMs: 200 }, { count: 50 })))).toEqual(new Set([200]));
  });

  it('spreads delays evenly over the jitter', () => {
    // Far enough apart that none holds up another.
    const delays = delaysIn(run({ delayMs: 20, jitterMs: 80 }, { count: 10_000, everyMs: 100 }));
    expect(Math.min(...delays)).toBeGreaterThanOrEqual(20);
    expect(Math.max(...delays)).toBeLessThan(100);
    const mean = meanOf(delays);
    expect(mean).toBeCloseTo(60, 0);
    const deviation = Math.sqrt(meanOf(delays.map((delay) => (delay - mean) ** 2)));
    expect(deviation).toBeCloseTo(80 / Math.sqrt(12), 0);
  });

  it('keeps order under jitter', () => {
    const exits = exitsIn(run({ jitterMs: 80 }, { count: 1_000, everyMs: 5 }));
    expect(exits).toEqual(exits.toSorted((a, b) => a - b));
  });

  it('holds back the share it was told to, and lets the others overtake', () => {
    const fates = run({ delayMs: 30, reorder: { share: 0.1, byMs: 50 } }, { count: 10_000 });
    const held = delaysIn(fates).filter((delay) => delay !== 30);
    expect(new Set(held)).toEqual(new Set([80]));
    expect(Math.abs(held.length - 1_000)).toBeLessThan(3 * Math.sqrt(10_000 * 0.1 * 0.9));
  });

  it('spaces packets by the rate and drops what the queue cannot hold', () => {
    const impairment = { rateBps: 80_000, queueBytes: 2_500 }; // 10 bytes a ms
    const fates = run(impairment, { count: 3, everyMs: 0, bytes: 1_000 });
    expect(fates.map(({ verdict }) => verdict)).toEqual([
      { pass: true, afterMs: 100 },
      { pass: true, afterMs: 200 },
      { pass: false, reason: 'queue' },
    ]);
  });

  it('passes just the rate when more comes, with a delay as long as its queue', () => {
    const fates = run(
      { rateBps: 300_000, queueBytes: 15_000 },
      { count: 1_000, everyMs: 10, bytes: 1_000 }, // 800 kbit/s for 10 s
    );
    const exits = exitsIn(fates);
    const passedBps = (exits.length * 8_000) / ((exits.at(-1) ?? 0) / 1_000);
    expect(passedBps).toBeCloseTo(300_000, -3);
    expect(Math.max(...delaysIn(fates))).toBeLessThan(400.1);
  });
});
