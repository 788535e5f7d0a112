import { select } from '../promql.ts';
import { one, S, type RowSpec } from './spec.ts';

/** The way from numbers to calls. */
export const whichCalls: RowSpec = {
  title: 'Which calls?',
  panels: [
    {
      kind: 'table',
      title: 'Participant-minutes that were not good',
      description:
        'In the time shown, by band, limiting factor and whose fault it was. Each row leads to its calls, the worst first; from there to the leg and its evidence.',
      unit: 'm',
      width: 12,
      queries: [
        one(
          `sort_desc(sum by (band, factor, blame) (increase(${select(S, 'earshot_client_quality_seconds_total', { direction: '="receive"', band: '=~"fair|poor"' })}[$__range])) / 60 > 0)`,
          '{{band}} {{factor}} {{blame}}',
        ),
      ],
    },
    {
      kind: 'table',
      title: 'Issues of the time shown',
      description: 'How often each was raised. Each row leads to the calls in which it was.',
      unit: 'none',
      width: 12,
      queries: [
        one(
          `sort_desc(sum by (code) (increase(${select(S, 'earshot_issues_raised_total')}[$__range])) > 0)`,
          '{{code}}',
        ),
      ],
    },
  ],
};
