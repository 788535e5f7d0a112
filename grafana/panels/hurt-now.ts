import { OBJECTIVES } from '../objectives.ts';
import { rate, ratio } from '../promql.ts';
import { one, S, type RowSpec, type PanelSpec } from './spec.ts';

const goodShare = (target: number) => ({
  base: 'red',
  from: [
    [1 - (1 - target) * 3, 'orange'],
    [target, 'green'],
  ] as const,
});

/** One stat for each objective: its share now, coloured by its target. */
function objectiveStats(): PanelSpec[] {
  return OBJECTIVES.map((objective) => ({
    kind: 'stat' as const,
    title: objective.title,
    description: `${objective.about} Target ${String(objective.target * 100)} %. Nothing is shown while there is nothing to judge.`,
    unit: 'percentunit',
    width: 4,
    max: 1,
    steps: goodShare(objective.target),
    ...(objective.factor === undefined ? {} : { calls: { factor: objective.factor } }),
    queries: [
      {
        expr: ratio(objective.good(S), objective.total(S)),
        legend: 'good',
        ...(objective.id === 'wanted_ends' ? { emptyUntil: 'somebody leaves' } : {}),
      },
    ],
  }));
}

/** The first screen: people. */
export const hurtNow: RowSpec = {
  title: 'Are people hurt now?',
  panels: [
    ...objectiveStats(),
    {
      kind: 'stacked',
      title: 'Participant-seconds by quality',
      description:
        'Participants at each moment by how good their call is. Unknown is time that nobody could judge.',
      unit: 'none',
      width: 12,
      queries: [
        {
          ...one(
            rate(S, 'earshot_client_quality_seconds_total', {
              where: { direction: '="receive"' },
              by: ['band'],
            }),
            '{{band}}',
          ),
          exemplar: true,
        },
      ],
    },
    {
      kind: 'stacked',
      title: 'What limits them',
      description: 'Participants whose call is fair or poor, by the limiting factor.',
      unit: 'none',
      width: 12,
      queries: [
        one(
          rate(S, 'earshot_client_quality_seconds_total', {
            where: { direction: '="receive"', band: '=~"fair|poor"' },
            by: ['factor'],
          }),
          '{{factor}}',
        ),
      ],
    },
  ],
};
