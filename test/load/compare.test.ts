import { describe, expect, it } from 'vitest';
import { parseOutcome, toRow, type Outcome, type Row } from '../../load/livekit/measure.ts';
import { compare, explainBad } from '../../load/livekit/verdict.ts';
import { toText } from '../../load/run/table.ts';

const outcome: Outcome = {
  event: 'end',
  members: 100,
  failed: 0,
  promised: 100_000,
  received: 99_900,
  lost: 0,
  streams: 300,
  silent: 0,
  srtpErrors: 0,
  latencyP50: 2,
  latencyP95: 9,
  seconds: 10,
};
const clocks = {
  begin: { at: 1_000, others: 3_000, server: 500, client: 100 },
  end: { at: 11_000, others: 4_000, server: 3_500, client: 1_100 },
};
const row = (repetition: number, sfu: Row['sfu'], more: Partial<Row> = {}): Row => ({
  ...toRow({ repetition, sfu, memory: 1_048_576 }, clocks, outcome),
  ...more,
});

describe('a row of the comparison', () => {
  it('is processor time over packets and over participants, with what everybody else took', () => {
    const one = row(1, 'earshot');
    expect(one.packetsPerSecond).toBe(9_990);
    expect(one.server).toBeCloseTo(0.3);
    expect(one.microsecondsPerPacket).toBeCloseTo(30.03);
    expect(one.perParticipant).toBeCloseTo(0.003);
    expect(one.client).toBeCloseTo(0.1);
    expect(one.others).toBeCloseTo(0.1);
    expect(explainBad(one)).toBeUndefined();
  });

  it('does not count when the server did not carry the load', () => {
    expect(explainBad(row(1, 'earshot', { delivered: 0.98 }))).toBe('delivered 98.0 %');
    expect(explainBad(row(1, 'earshot', { latencyP95: 200 }))).toBe('latency p95 200 ms');
    expect(explainBad(row(1, 'earshot', { silent: 2 }))).toBe('2 silent streams');
    expect(explainBad(row(1, 'earshot', { failed: 1 }))).toBe('1 joins failed');
  });
});

describe('the comparison', () => {
  const cheap = { microsecondsPerPacket: 10, perParticipant: 0.002 };
  const dear = { microsecondsPerPacket: 20, perParticipant: 0.005 };

  it('is the ratio of medians, ours over theirs', () => {
    const rows = [1, 2, 3].flatMap((repetition) => [
      row(repetition, 'earshot', repetition === 3 ? { ...cheap, microsecondsPerPacket: 90 } : cheap),
      row(repetition, 'livekit', dear),
    ]);
    expect(compare(rows)).toMatchObject({ line: 'ratio per packet 0.50, per participant 0.40', code: 0 });
  });

  it('leaves out rows during which others were in the way, and says that there were some', () => {
    const rows = [row(1, 'earshot', cheap), row(1, 'livekit', dear), row(2, 'livekit', { others: 0.5 })];
    const { line, code, table } = compare(rows);
    expect(line).toBe('ratio per packet 0.50, per participant 0.40');
    expect(code).toBe(2);
    expect(toText(table)).toMatch(/void: others/u);
  });

  it('fails without a good row of either', () => {
    expect(compare([row(1, 'earshot')])).toMatchObject({
      line: 'ratio per packet unknown, per participant unknown',
      code: 1,
    });
    expect(compare([row(1, 'earshot'), row(1, 'livekit', { silent: 1 })]).code).toBe(1);
  });
});

describe('what the load program prints', () => {
  it('is JSON where it is an outcome, and else a complaint', () => {
    expect(parseOutcome(JSON.stringify(outcome))).toEqual(outcome);
    expect(parseOutcome('join 3: no answer')).toBeUndefined();
    expect(parseOutcome('{"other": 1}')).toBeUndefined();
  });
});
