import { ruleScope, sum } from '../promql.ts';
import { COVERAGE } from './recorded.ts';
import { alert, allOf, type Rule } from './spec.ts';

/** What makes every other alert worthless. */
export function blindAlerts(): Rule[] {
  const scope = ruleScope('5m');
  return [
    alert('TelemetryBlind', {
      expr: allOf(`${COVERAGE} < 0.8`, `${sum(scope, 'earshot_participants')} > 10`),
      for: '10m',
      summary: 'Reports of clients are missing',
      description:
        'Reports cover only {{ $value | humanizePercentage }} of the time of participants. Quality looks better than it is, or worse.',
      runbook: 'telemetry-blind',
    }),
    alert('Down', {
      expr: 'up{job=~".*earshot.*"} == 0',
      for: '1m',
      severity: 'page',
      summary: 'A server does not answer scrapes',
      description: '{{ $labels.instance }} has not answered for a minute.',
      runbook: 'down',
    }),
  ];
}
