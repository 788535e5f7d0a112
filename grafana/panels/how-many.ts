import { quantile, rate, sum } from '../promql.ts';
import { one, q, S, type RowSpec } from './spec.ts';

/** How much is going on. */
export const howMany: RowSpec = {
  title: 'How many, and with what?',
  panels: [
    {
      kind: 'stat',
      title: 'Participants',
      description: 'Held places in all rooms: joining, connected, reconnecting and hidden.',
      unit: 'none',
      width: 4,
      queries: [one(sum(S, 'earshot_participants'), 'participants')],
    },
    {
      kind: 'stat',
      title: 'Rooms',
      description: 'Rooms open now.',
      unit: 'none',
      width: 4,
      queries: [one(sum(S, 'earshot_rooms'), 'rooms')],
    },
    {
      kind: 'lines',
      title: 'Connections and sessions',
      description:
        'A session outlives its connection: the gap between the two is people who are reconnecting.',
      unit: 'none',
      width: 8,
      queries: [
        one(sum(S, 'earshot_connections'), 'connections'),
        one(sum(S, 'earshot_sessions'), 'sessions'),
      ],
    },
    {
      kind: 'stacked',
      title: 'Issues now',
      description: 'Participants who have an issue now, by its code.',
      unit: 'none',
      width: 8,
      queries: [one(sum(S, 'earshot_issues_active', { by: ['code'] }), '{{code}}')],
    },
    {
      kind: 'stacked',
      title: 'Legs ended',
      description: 'Participants who left, by end reason.',
      unit: 'cps',
      width: 8,
      queries: [one(rate(S, 'earshot_legs_ended_total', { by: ['reason'] }), '{{reason}}')],
    },
    {
      kind: 'lines',
      title: 'Coming and going',
      description: 'Rooms opened and closed, seats given and refused.',
      unit: 'cps',
      width: 8,
      queries: [
        one(rate(S, 'earshot_rooms_opened_total'), 'rooms opened'),
        one(rate(S, 'earshot_rooms_closed_total'), 'rooms closed'),
        one(rate(S, 'earshot_legs_started_total', { by: ['role'] }), 'seats: {{role}}'),
        one(rate(S, 'earshot_seats_refused_total', { by: ['reason'] }), 'refused: {{reason}}'),
      ],
    },
    {
      kind: 'lines',
      title: 'Issues raised',
      description: 'How often issues begin, and the share of time that participants spend with them.',
      unit: 'cps',
      width: 8,
      queries: [
        one(rate(S, 'earshot_issues_raised_total', { by: ['code', 'level'] }), '{{code}} {{level}}'),
        one(rate(S, 'earshot_issue_seconds_total', { by: ['code'] }), 'seconds of {{code}}'),
      ],
    },
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
  ],
};
