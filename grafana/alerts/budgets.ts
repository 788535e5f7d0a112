import { OBJECTIVES, type Objective } from '../objectives.ts';
import { ruleScope } from '../promql.ts';
import { COVERAGE, errorRatio, WINDOW_SECONDS, type Window } from './recorded.ts';
import { alert, allOf, type Rule, type RuleGroup, type Severity } from './spec.ts';

/** Burn rates: how many times faster than allowed the budget goes, over a long and a short window (the short one ends the alert). */
const BURNS: readonly {
  readonly factor: number;
  readonly long: Window;
  readonly short: Window;
  readonly severity: Severity;
}[] = [
  { factor: 14.4, long: '1h', short: '5m', severity: 'page' },
  { factor: 6, long: '6h', short: '30m', severity: 'page' },
  { factor: 3, long: '1d', short: '2h', severity: 'ticket' },
  { factor: 1, long: '3d', short: '6h', severity: 'ticket' },
];
/** Reports must cover this much of the time before what they say is believed. */
const MIN_COVERAGE = 0.8;

/** Too little happened, or too little of it was measured, to say anything. */
function guards(objective: Objective, window: Window): string[] {
  return [
    `${objective.total(ruleScope(window))} * ${String(WINDOW_SECONDS[window])} > ${String(objective.minEvents)}`,
    ...(objective.fromReports ? [`${COVERAGE} > ${String(MIN_COVERAGE)}`] : []),
  ];
}

const percent = (share: number) => `${String(Number((share * 100).toPrecision(6)))} %`;
const camel = (id: string) =>
  id
    .split('_')
    .map((word) => `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`)
    .join('');
const runbookOf = ({ id }: Objective) => id.replaceAll('_', '-');

function burnAlerts(objective: Objective): Rule[] {
  return BURNS.map(({ factor, long, short, severity }) => {
    const allowed = Number(((1 - objective.target) * factor).toPrecision(6));
    return alert(`${camel(objective.id)}Burn${long}`, {
      expr: allOf(
        `${errorRatio(objective.id, long)} > ${String(allowed)}`,
        `${errorRatio(objective.id, short)} > ${String(allowed)}`,
        ...guards(objective, long),
      ),
      severity,
      summary: `${objective.title}: the error budget goes ${String(factor)} times too fast`,
      description: `${objective.about} Target ${percent(objective.target)}; in the last ${long} {{ $value | humanizePercentage }} were not.`,
      runbook: runbookOf(objective),
    });
  });
}

/** The budget of a loose target times 14.4 is more than can go wrong before everybody has noticed: the floor comes before. */
function floorAlert(objective: Objective): Rule {
  const { share, severity } = objective.floor;
  return alert(`${camel(objective.id)}Floor`, {
    expr: allOf(`1 - ${errorRatio(objective.id, '5m')} < ${String(share)}`, ...guards(objective, '5m')),
    for: '10m',
    severity,
    summary: `${objective.title}: less than ${percent(share)}`,
    description: `${objective.about} For 10 minutes only {{ $value | humanizePercentage }} were good.`,
    runbook: runbookOf(objective),
  });
}

/** Burn rates and floors of all objectives. */
export function budgetGroups(): RuleGroup[] {
  return [
    { name: 'earshot-budgets', rules: OBJECTIVES.flatMap(burnAlerts) },
    { name: 'earshot-floors', rules: OBJECTIVES.map(floorAlert) },
  ];
}
