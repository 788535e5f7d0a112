import { rate, ratio, select } from '../promql.ts';
import { one, S, type RowSpec } from './spec.ts';

const HARMED = '=~"fair|poor"';
const RECEIVED = { direction: '="receive"', band: HARMED } as const;

/** Blame, taken apart. */
export const whoseFault: RowSpec = {
  title: 'Whose fault?',
  panels: [
    {
      kind: 'stacked',
      title: 'Harmed participants by blame',
      description: 'Participants whose reception is fair or poor, by whose fault it is.',
      unit: 'none',
      width: 6,
      queries: [
        {
          ...one(
            rate(S, 'earshot_client_quality_seconds_total', { where: RECEIVED, by: ['blame'] }),
            '{{blame}}',
          ),
          exemplar: true,
        },
      ],
    },
    {
      kind: 'stacked',
      title: 'Harmed, whatever publishers did',
      description:
        'Participants whose reception would be fair or poor also without the tracks whose publishers are at fault, by whose fault that is: one bad camera in a call of hundreds is not counted hundreds of times.',
      unit: 'none',
      width: 6,
      queries: [
        one(
          rate(S, 'earshot_client_own_quality_seconds_total', {
            where: { band: HARMED },
            by: ['blame'],
          }),
          '{{blame}}',
        ),
      ],
    },
    {
      kind: 'stacked',
      title: 'Harmed participants by blame and factor',
      description: 'The same with what they notice: sound or picture, and the limiting factor.',
      unit: 'none',
      width: 6,
      queries: [
        one(
          rate(S, 'earshot_client_quality_seconds_total', {
            where: RECEIVED,
            by: ['blame', 'factor', 'kind'],
          }),
          '{{blame}}: {{factor}} {{kind}}',
        ),
      ],
    },
    {
      kind: 'lines',
      title: 'Ours: share of the harm',
      description:
        'Share of the harmed participant-seconds that is blamed on this server. Above a tenth look at workers before anything else.',
      unit: 'percentunit',
      width: 6,
      max: 1,
      calls: { blame: 'sfu' },
      queries: [
        {
          ...one(
            ratio(
              rate(S, 'earshot_client_quality_seconds_total', { where: { ...RECEIVED, blame: '="sfu"' } }),
              rate(S, 'earshot_client_quality_seconds_total', { where: RECEIVED }),
            ),
            'sfu',
          ),
          emptyUntil: 'somebody is harmed',
        },
      ],
    },
    {
      kind: 'lines',
      title: 'Harmed tracks by blame',
      description: 'Tracks that are fair or poor at each moment, each by itself, by whose fault it is.',
      unit: 'none',
      width: 12,
      queries: [
        one(
          rate(S, 'earshot_client_track_quality_seconds_total', {
            where: { band: HARMED },
            by: ['direction', 'kind', 'blame'],
          }),
          '{{direction}} {{kind}}: {{blame}}',
        ),
      ],
    },
    {
      kind: 'lines',
      title: 'Harm by server',
      description:
        'Share of the scored participant-seconds that was not good, by server. One that stands out is ours.',
      unit: 'percentunit',
      width: 12,
      max: 1,
      queries: [
        one(
          `1 - sum by (instance) (${perInstance('good')}) / (sum by (instance) (${perInstance('good|fair|poor')}) > 0)`,
          '{{instance}}',
        ),
      ],
    },
  ],
};

function perInstance(bands: string): string {
  const where = { direction: '="receive"', band: `=~"${bands}"` };
  return `rate(${select(S, 'earshot_client_quality_seconds_total', where)}[${S.window}])`;
}
