import { rate, ratio, sum } from '../promql.ts';
import { one, S, type RowSpec } from './spec.ts';

/** What participants may and can take. */
export const bigCalls: RowSpec = {
  title: 'Who receives how much?',
  panels: [
    {
      kind: 'stacked',
      title: 'Why no more videos: caps',
      description:
        'Participants by what caps their videos: the usual number, a call of 100 or more, a phone, or a loaded server.',
      unit: 'none',
      width: 8,
      queries: [one(sum(S, 'earshot_receivers_by_video_cap', { by: ['reason'] }), '{{reason}}')],
    },
    {
      kind: 'stacked',
      title: 'Why no more videos: what was measured',
      description:
        'Participants by what keeps the number of videos they can take where it is: their path, their device, a cap, or nothing measured yet.',
      unit: 'none',
      width: 8,
      queries: [one(sum(S, 'earshot_receivers_by_optimal_videos', { by: ['reason'] }), '{{reason}}')],
    },
    {
      kind: 'lines',
      title: 'Videos one participant can take',
      description: 'The mean over all participants with the same reason.',
      unit: 'none',
      width: 8,
      queries: [
        one(
          ratio(
            sum(S, 'earshot_optimal_videos', { by: ['reason'] }),
            sum(S, 'earshot_receivers_by_optimal_videos', { by: ['reason'] }),
          ),
          '{{reason}}',
        ),
      ],
    },
    {
      kind: 'lines',
      title: 'Fewer videos than before',
      description: 'How often a participant could take fewer videos than before, by reason.',
      unit: 'cps',
      width: 12,
      queries: [one(rate(S, 'earshot_optimal_videos_falls_total', { by: ['reason'] }), '{{reason}}')],
    },
    {
      kind: 'lines',
      title: 'Voices that lost their place',
      description:
        'Microphones no longer forwarded: another needed the place, or a larger call has fewer places.',
      unit: 'cps',
      width: 12,
      queries: [one(rate(S, 'earshot_audible_evictions_total', { by: ['cause'] }), '{{cause}}')],
    },
  ],
};
