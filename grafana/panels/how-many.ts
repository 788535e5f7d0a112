import { rate, sum } from '../promql.ts';
import { one, S, type RowSpec } from './spec.ts';

/** How much is going on, and among whom. */
export const howMany: RowSpec = {
  title: 'How many, and who?',
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
  ],
};
