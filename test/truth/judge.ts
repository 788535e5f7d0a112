import { EXPECTED } from './expected.ts';
import { whyVoid } from './machine.ts';
import type { Measured } from './measured.ts';
import { judgeBands } from './rules/bands.ts';
import { judgeBlame } from './rules/blame.ts';
import { judgeBrief } from './rules/brief.ts';
import type { Finding } from './rules/finding.ts';
import { judgeIssues } from './rules/issues.ts';
import { judgeLosses, judgeRtts } from './rules/network.ts';
import { judgeOrder } from './rules/order.ts';

/** A row with all that the rules say of it. */
export interface JudgedRow {
  readonly measured: Measured;
  readonly findings: readonly Finding[];
  readonly isRight: boolean;
}

/** Holds every row against what was written down before. Pure. */
export function judgeRows(all: readonly Measured[], { allowsBusy }: { allowsBusy: boolean }): JudgedRow[] {
  return all.map((measured) => {
    const expected = EXPECTED[measured.row.id];
    const findings = [
      ...judgeMeasurement(measured, allowsBusy),
      ...judgeLosses(measured, allowsBusy),
      ...judgeRtts(measured),
      ...judgeBands(measured, expected),
      ...judgeBlame(measured, expected),
      ...judgeIssues(measured, expected, allowsBusy),
      ...judgeBrief(measured, expected),
      ...judgeOrder(measured, all),
    ];
    return { measured, findings, isRight: findings.every(({ isRight }) => isRight) };
  });
}

function judgeMeasurement({ failure, unrest, machine }: Measured, allowsBusy: boolean): Finding[] {
  const why = failure ?? (allowsBusy ? undefined : (unrest ?? whyVoid(machine)));
  return why === undefined ? [] : [{ rule: 'measured', isRight: false, text: why }];
}
