import { quantile, rate, select } from '../promql.ts';
import { one, q, S, type RowSpec } from './spec.ts';

/** What people do between joining and leaving. */
export const staying: RowSpec = {
  title: 'Staying and leaving',
  panels: [
    {
      kind: 'lines',
      title: 'Length of stay',
      description: 'How long those stayed who left lately. One entry for each leg, however long it was.',
      unit: 's',
      width: 8,
      queries: [0.5, 0.95].map((share) => ({
        ...one(quantile(S, 'earshot_leg_seconds', { q: share }), q(share)),
        emptyUntil: 'somebody leaves',
      })),
    },
    {
      kind: 'lines',
      title: 'Lost connections and resumes',
      description: 'Signalling connections opened and closed, and sessions taken up again.',
      unit: 'cps',
      width: 8,
      queries: [
        one(rate(S, 'earshot_connections_opened_total'), 'opened'),
        one(rate(S, 'earshot_connections_closed_total', { by: ['reason'] }), 'closed: {{reason}}'),
        one(rate(S, 'earshot_resumes_total', { by: ['result'] }), 'resume: {{result}}'),
      ],
    },
    {
      kind: 'lines',
      title: 'Talk',
      description: 'Chat messages and changes of the dominant speaker.',
      unit: 'cps',
      width: 8,
      queries: [
        one(rate(S, 'earshot_chat_messages_total'), 'chat messages'),
        one(rate(S, 'earshot_dominant_speaker_changes_total'), 'speaker changes'),
      ],
    },
    {
      kind: 'lines',
      title: 'Rosters and rights',
      description:
        'Batches of gathered roster changes, the changes in them, changes of the spotlight, and tries to send what an admin forbids.',
      unit: 'cps',
      width: 8,
      queries: [
        one(rate(S, 'earshot_roster_batches_total'), 'batches'),
        one(rate(S, 'earshot_roster_changes_total'), 'changes'),
        one(rate(S, 'earshot_spotlight_changes_total'), 'spotlight'),
        one(rate(S, 'earshot_forbidden_refusals_total'), 'forbidden'),
      ],
    },
    {
      kind: 'lines',
      title: 'What people say',
      description:
        'Surveys in the window by the rating of the call (1 is worst) and by what the worst tenth of that leg was judged to be. Bad ratings of calls scored good are what the scores miss.',
      unit: 'none',
      width: 16,
      queries: [
        one(
          `sum by (overall, scored) (increase(${select(S, 'earshot_survey_total')}[${S.window}]))`,
          '{{overall}} of 5, scored {{scored}}',
        ),
      ],
    },
  ],
};
