import { rate, ratio, ruleScope, sum } from '../promql.ts';
import { COVERAGE } from './recorded.ts';
import { alert, allOf, type Rule } from './spec.ts';

const IMPAIRED = 'earshot_client_impaired_seconds_total';

/** What makes every other alert worthless. */
export function blindAlerts(): Rule[] {
  const scope = ruleScope('5m');
  // What nobody reports is counted two minutes later than what is reported.
  const impaired = ruleScope('15m');
  return [
    alert('TelemetryBlind', {
      expr: allOf(`${COVERAGE} < 0.8`, `${sum(scope, 'earshot_participants')} > 10`),
      for: '10m',
      summary: 'Reports of clients are missing',
      description:
        'Reports cover only {{ $value | humanizePercentage }} of the time of participants. Quality looks better than it is, or worse.',
      runbook: 'telemetry-blind',
    }),
    alert('ImpairedUnjudged', {
      expr: allOf(
        `${ratio(rate(impaired, IMPAIRED, { where: { judged: '="nobody"' } }), rate(impaired, IMPAIRED))} > 0.3`,
        `${rate(impaired, IMPAIRED)} > 2`,
      ),
      for: '10m',
      summary: 'Nobody judges the legs that are impaired',
      description:
        'Of the time in which the server saw a leg impaired, {{ $value | humanizePercentage }} is judged by nobody: who suffers most is missing in what is counted.',
      runbook: 'impaired-unjudged',
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
