import { blindAlerts } from './alerts/blind.ts';
import { budgetGroups } from './alerts/budgets.ts';
import { causeAlerts } from './alerts/causes.ts';
import type { RuleGroup } from './alerts/spec.ts';

export { recordingGroups } from './alerts/recorded.ts';

/** Alerts: what hurts people first, then what makes us blind, then the usual causes. */
export function alertGroups(): RuleGroup[] {
  return [
    ...budgetGroups(),
    { name: 'earshot-blind', rules: blindAlerts() },
    { name: 'earshot-causes', rules: causeAlerts() },
  ];
}
