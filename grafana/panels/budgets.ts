import { OBJECTIVES } from '../objectives.ts';
import { COVERAGE, errorRatio, type Window } from '../alerts/recorded.ts';
import { one, type PanelSpec, type RowSpec } from './spec.ts';

/** How fast each objective spends what may go wrong: 1 is as fast as allowed. */
function burn(window: Window, about: string): PanelSpec {
  return {
    kind: 'lines',
    title: `Burn rate over ${window}`,
    description: `How many times faster than allowed the error budget of each objective goes. ${about}`,
    unit: 'none',
    width: 8,
    queries: OBJECTIVES.map(({ id, title, target }) => ({
      ...one(
        `max by (job) (${errorRatio(id, window)}{job=~"$job"}) / ${String(Number((1 - target).toPrecision(6)))}`,
        `${title}, {{job}}`,
      ),
      ...(id === 'wanted_ends' ? { emptyUntil: 'somebody leaves' } : {}),
    })),
  };
}

/** The objectives over time: what the alerts look at. */
export const budgets: RowSpec = {
  title: 'Objectives',
  panels: [
    burn('1h', 'From 14.4 on somebody is paged.'),
    burn('6h', 'From 6 on somebody is paged.'),
    burn('3d', 'From 1 on there is a ticket.'),
    {
      kind: 'lines',
      title: 'Coverage that alerts need',
      description: 'Below 0.8 no alert about what clients measure can fire, except the one that says so.',
      unit: 'percentunit',
      width: 8,
      max: 1,
      queries: [one(`max by (job) (${COVERAGE}{job=~"$job"})`, '{{job}}')],
    },
  ],
};
