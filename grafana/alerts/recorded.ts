import { OBJECTIVES, type Objective } from '../objectives.ts';
import { rate, ratio, ruleScope } from '../promql.ts';
import type { Rule, RuleGroup } from './spec.ts';

/** Windows for which error ratios are recorded, with their length in seconds. */
export const WINDOW_SECONDS = {
  '5m': 300,
  '30m': 1_800,
  '1h': 3_600,
  '2h': 7_200,
  '6h': 21_600,
  '1d': 86_400,
  '3d': 259_200,
} as const;
/** @see WINDOW_SECONDS */
export type Window = keyof typeof WINDOW_SECONDS;

const WINDOWS = Object.keys(WINDOW_SECONDS) as Window[];

/** Share of the time of participants that their reports cover. */
export const COVERAGE = 'job:earshot_reports:coverage_ratio_rate5m';

/** Recorded share of what was not good, of one objective over one window. */
export function errorRatio(id: string, window: Window): string {
  return `job:earshot_${id}:error_ratio_rate${window}`;
}

function errorRatioRules(objective: Objective): Rule[] {
  return WINDOWS.map((window) => {
    const scope = ruleScope(window);
    return {
      record: errorRatio(objective.id, window),
      expr: `1 - ${ratio(objective.good(scope), objective.total(scope))}`,
    };
  });
}

function coverageRule(): Rule {
  const scope = ruleScope('5m');
  const reported = rate(scope, 'earshot_client_reported_seconds_total');
  const connected = rate(scope, 'earshot_client_connected_seconds_total');
  return { record: COVERAGE, expr: `clamp_max(${ratio(reported, connected)}, 1)` };
}

/** Recording rules: one error ratio for each objective and window, and how much time reports cover. */
export function recordingGroups(): RuleGroup[] {
  return [
    ...OBJECTIVES.map((objective) => ({
      name: `earshot-${objective.id.replaceAll('_', '-')}`,
      rules: errorRatioRules(objective),
    })),
    { name: 'earshot-coverage', rules: [coverageRule()] },
  ];
}
