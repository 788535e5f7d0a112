import { DIAGNOSTICS, ISSUE_CODES, type IssueCode } from '@earshot/shared';
import { beforeAll, describe, expect, it } from 'vitest';
import { replay, valuesOf, type RecordingName, type Replayed } from '../../support/replay.ts';

/** What must be raised within so many seconds of the network's going bad, and cleared within so many of its recovery. */
interface Expected {
  readonly raiseWithin: number;
  /** `undefined`: the recording ends before the estimate and the buffer have come back. */
  readonly clearWithin: number | undefined;
}

const EXPECTED: Readonly<Record<RecordingName, Readonly<Partial<Record<IssueCode, Expected>>>>> = {
  loss10: {
    audioConcealment: { raiseWithin: 10, clearWithin: 20 },
    networkSendQuality: { raiseWithin: 15, clearWithin: 20 },
  },
  rate150: {
    audioConcealment: { raiseWithin: 10, clearWithin: 20 },
    videoFreeze: { raiseWithin: 10, clearWithin: 20 },
    networkSendQuality: { raiseWithin: 15, clearWithin: 20 },
    jitterBufferStress: { raiseWithin: 10, clearWithin: undefined },
    congestion: { raiseWithin: 15, clearWithin: undefined },
  },
};
const NAMES = ['loss10', 'rate150'] as const;

describe.each(NAMES)('a real browser in a bad network: %s', (name) => {
  let replayed: Replayed;
  beforeAll(async () => {
    replayed = await replay(name);
  });
  const secondOf = (code: IssueCode, isRaised: boolean) =>
    replayed.changes.find((change) => change.code === code && change.isRaised === isRaised)?.second;

  it('raises nothing while the network is good', () => {
    expect(replayed.changes.filter(({ second }) => second < replayed.impaired.from)).toEqual([]);
  });

  it.each(Object.entries(EXPECTED[name]))('raises in time, and clears: %s', (code, expected) => {
    const { from, to } = replayed.impaired;
    const raised = secondOf(code as IssueCode, true) ?? Infinity;
    expect(raised).toBeGreaterThan(from);
    expect(raised - from).toBeLessThanOrEqual(expected.raiseWithin);
    if (expected.clearWithin === undefined) return;
    const cleared = secondOf(code as IssueCode, false) ?? Infinity;
    expect(cleared - to).toBeLessThanOrEqual(expected.clearWithin);
  });

  it('raises no issue of devices that are well', () => {
    const { changes } = replayed;
    const codes: readonly string[] = changes.map(({ code }) => code);
    expect(codes.filter((code) => /^(?:microphone|camera|no\w+Devices|capturer|screen)/u.test(code))).toEqual(
      [],
    );
  });

  it('reports what was lost, made up and frozen, and nothing of it before', () => {
    const harm = replayed.reports.map((report) => {
      const heard = valuesOf(report, 'receive', 'microphone');
      const seen = valuesOf(report, 'receive', 'camera');
      return (heard.concealedMs ?? NaN) + (seen.freezeMs ?? NaN);
    });
    expect(harm[0]).toBeLessThan(100);
    expect(Math.max(...harm)).toBeGreaterThan(1_000);
  });
});

describe('the loss that was injected', () => {
  it('is in the report of the interval that lay wholly in it: 10 % of sound', async () => {
    const { reports } = await replay('loss10');
    const { packets = 0, packetsLost = 0 } = valuesOf(reports[2] ?? fail(), 'receive', 'microphone');
    // Three standard deviations of so many packets.
    expect(packetsLost / (packets + packetsLost)).toBeGreaterThan(0.06);
    expect(packetsLost / (packets + packetsLost)).toBeLessThan(0.14);
  });
});

describe('the table of diagnostics', () => {
  it('says `fixture` of those that a recording raises and clears, and of no others', () => {
    const proven = NAMES.flatMap((name) =>
      Object.entries(EXPECTED[name]).flatMap(([code, { clearWithin }]) =>
        clearWithin === undefined ? [] : code,
      ),
    );
    const said = ISSUE_CODES.filter((code) => DIAGNOSTICS[code].proof === 'fixture');
    expect(said.filter((code) => !proven.includes(code))).toEqual([]);
    expect(proven.filter((code) => DIAGNOSTICS[code as IssueCode].proof === 'synthetic')).toEqual([]);
  });
});

function fail(): never {
  throw new Error('the recording is too short');
}
