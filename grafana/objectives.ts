import { ERROR_CODES, ERRORS, END_REASON_NAMES, type LimitingFactor } from '@earshot/shared';
import type { Severity } from './alerts/spec.ts';
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
  /** Below this share of good events for ten minutes something is broken, whatever the budget says. */
  readonly floor: { readonly share: number; readonly severity: Severity };
  /** The limiting factor of calls in which it is missed, where there is one. */
  readonly factor?: LimitingFactor;
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

const cameraSeconds = (scope: Scope) =>
  rate(scope, 'earshot_client_media_seconds_total', {
    where: { direction: '="receive"', source: '="camera"' },
  });
/** Shares are left out: most of the time nothing moves on them. */
const frozenSeconds = (scope: Scope) =>
  rate(scope, 'earshot_client_freeze_seconds_total', { where: { source: '="camera"' } });

/** Joins whose media found no path in time: such clients cannot report. */
const unconnected = (scope: Scope) =>
  rate(scope, 'earshot_join_stages_total', { where: { result: '="failed"', reason: '="unconnected"' } });

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
    floor: { share: 0.85, severity: 'page' },
    fromReports: true,
  },
  {
    id: 'join_success',
    title: 'Joins that succeed',
    about:
      'Joins answered with a seat whose media then connected, of those that did not fail because of the person or the app.',
    target: 0.995,
    // A join that connected neither transport is taken off twice, hence the floor at none.
    good: (scope) =>
      `clamp_min(${rate(scope, 'earshot_joins_total', { where: { result: '="ok"' } })} - ${unconnected(scope)}, 0)`,
    total: (scope) => rate(scope, 'earshot_joins_total', { where: { result: `=~"${SERVICE_RESULTS}"` } }),
    minEvents: 20,
    event: 'join',
    floor: { share: 0.9, severity: 'page' },
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
    floor: { share: 0.7, severity: 'ticket' },
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
    factor: 'concealment',
    floor: { share: 0.85, severity: 'ticket' },
    fromReports: true,
  },
  {
    id: 'moving_pictures',
    title: 'Pictures that move',
    about: 'Seconds of received cameras in which the picture moved.',
    target: 0.99,
    good: (scope) => `(${cameraSeconds(scope)} - ${frozenSeconds(scope)})`,
    total: cameraSeconds,
    minEvents: 300,
    event: 'second of received camera',
    factor: 'freeze',
    floor: { share: 0.9, severity: 'ticket' },
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
    floor: { share: 0.9, severity: 'page' },
    fromReports: false,
  },
];

/** A dot in a matcher is any character; in a quoted PromQL string the backslash itself is escaped. */
function escapeDots(text: string): string {
  return text.replaceAll('.', String.raw`\\.`);
}
