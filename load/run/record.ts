import type { ProbeNumbers, Verdict } from './judge.ts';
import type { Moment, Steady } from './samples.ts';
import type { K6Summary } from './summary.ts';

/** All that is known of a run: the JSON in `load/results/`, and what the report is made from. */
export interface RunRecord {
  readonly scenario: string;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly command: string;
  readonly machine: string;
  /** What was made smaller for the machine. */
  readonly reduced: string;
  readonly verdict: Verdict;
  readonly summary: K6Summary | undefined;
  readonly steady: Steady | undefined;
  readonly others: number;
  readonly leftovers: Readonly<Record<string, number>>;
  readonly probes: ProbeNumbers | undefined;
  readonly moments: readonly Moment[];
}
