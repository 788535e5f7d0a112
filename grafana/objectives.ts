import { ERROR_CODES, ERRORS, END_REASON_NAMES } from '@earshot/shared';
import { rate, shareUpTo, type Scope } from './promql.ts';

/** One service level indicator: good events over all that count. */
export interface Objective {
  readonly id: string;
  readonly title: string;
  readonly about: string;
  /** Share of good events promised. */
  readonly target: number;
  good(scope: Scope): string;
  total(scope: Scope): string;
  /** Fewer than this many events in the window say nothing: one unlucky join at night is no incident. */
  readonly minEvents: number;
  /** What one event is. */
  readonly event: string;
  /** Measured by clients: worth nothing while their reports do not come. */
  readonly fromReports: boolean;
}

/** Results of a join that are the service's to answer for; a wrong token or a full room is not. */
const SERVICE_RESULTS = 'ok|server|network';
/** Ends of a leg that nobody wanted. */
const UNWANTED = END_REASON_NAMES.filter(
  (reason) => reason.startsWith('failed.') || reason === 'connection_lost',
);
/** Bands that say something. */
const SCORED = 'good|fair|poor';

/** Error codes that count against the join objective, for the documentation. */
export const SERVICE_CODES = ERROR_CODES.filter((code) => {
  const { category } = ERRORS[code];
  return category === 'server' || category === 'network';
});

/** All objectives, worst first for a person in a call. */
export const OBJECTIVES: readonly Objective[] = [
  {
    id: 'good_seconds',
    title: 'Good participant-seconds',
    about:
      'Participant-seconds in which reception was scored good, of those scored at all. Unknown time is shown apart.',
    target: 0.97,
    good: (scope) =>
      rate(scope, 'earshot_client_quality_seconds_total', {
        where: { direction: '="receive"', band: '="good"' },
      }),
    total: (scope) =>
      rate(scope, 'earshot_client_quality_seconds_total', {
        where: { direction: '="receive"', band: `=~"${SCORED}"` },
      }),
    minEvents: 300,
    event: 'scored participant-second',
    fromReports: true,
  },
  {
    id: 'join_success',
    title: 'Joins that succeed',
    about: 'Joins answered with a seat, of those that did not fail because of the person or the app.',
    target: 0.995,
    good: (scope) => rate(scope, 'earshot_joins_total', { where: { result: '="ok"' } }),
    total: (scope) => rate(scope, 'earshot_joins_total', { where: { result: `=~"${SERVICE_RESULTS}"` } }),
    minEvents: 20,
    event: 'join',
    fromReports: false,
  },
  {
    id: 'first_media',
    title: 'First media within 2 s',
    about: 'Joins whose first received sound or picture played within 2 s, of those that received any.',
    target: 0.95,
    good: (scope) => shareUpTo(scope, 'earshot_first_media_seconds', { edge: 2 }).good,
    total: (scope) => shareUpTo(scope, 'earshot_first_media_seconds', { edge: 2 }).total,
    minEvents: 20,
    event: 'first media',
    fromReports: true,
  },
  {
    id: 'clear_sound',
    title: 'Sound without gaps',
    about: 'Reports of received sound in which at most 3 % was audibly made up.',
    target: 0.98,
    good: (scope) => shareUpTo(scope, 'earshot_client_concealment_ratio', { edge: 0.03 }).good,
    total: (scope) => shareUpTo(scope, 'earshot_client_concealment_ratio', { edge: 0.03 }).total,
    minEvents: 30,
    event: 'report',
    fromReports: true,
  },
  {
    id: 'moving_pictures',
    title: 'Pictures that move',
    about: 'Reports of received video that stood still for at most 1 % of the time.',
    target: 0.97,
    good: (scope) => shareUpTo(scope, 'earshot_client_freeze_ratio', { edge: 0.01 }).good,
    total: (scope) => shareUpTo(scope, 'earshot_client_freeze_ratio', { edge: 0.01 }).total,
    minEvents: 30,
    event: 'report',
    fromReports: true,
  },
  {
    id: 'wanted_ends',
    title: 'Legs that end as wanted',
    about: `Legs that did not end by ${UNWANTED.join(', ')}.`,
    target: 0.99,
    good: (scope) =>
      rate(scope, 'earshot_legs_ended_total', {
        where: { reason: `!~"${UNWANTED.map(escapeDots).join('|')}"` },
      }),
    total: (scope) => rate(scope, 'earshot_legs_ended_total'),
    minEvents: 20,
    event: 'leg',
    fromReports: false,
  },
];

/** A dot in a matcher is any character; in a quoted PromQL string the backslash itself is escaped. */
function escapeDots(text: string): string {
  return text.replaceAll('.', String.raw`\\.`);
}
