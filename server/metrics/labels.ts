import { ERRORS, SOURCES, kindOf, type ErrorCode, type Source } from '@earshot/shared';
import type { BoundedLabel } from './instrument.ts';

/** Label values that several instruments share, and the functions that bring open values into closed lists. */

/** Sound or picture. */
export const KINDS = ['audio', 'video'] as const;
/** Media seen from a client. */
export const CLIENT_DIRECTIONS = ['send', 'receive'] as const;
/** Media seen from the server. */
export const SERVER_DIRECTIONS = ['in', 'out'] as const;

/** Index of a worker in the pool. */
export const WORKER: BoundedLabel = { pattern: /^\d{1,3}$/u, atMost: 256 };
/** A version number. */
export const VERSION: BoundedLabel = { pattern: /^[\w.+-]{1,40}$/u, atMost: 1 };
/** The address of a server, without a path. */
export const ORIGIN: BoundedLabel = { pattern: /^https?:\/\/[\w.:[\]-]{1,260}$/u, atMost: 1 };

/** How a request or a join failed, by who has to act. */
export const FAILURES = ['denied', 'misuse', 'network', 'device', 'server'] as const;
/** How a request or a join ended, by who has to act. */
export const RESULTS = ['ok', ...FAILURES] as const;

/** The class of a result. */
export function resultOf(code: ErrorCode | 'ok'): (typeof RESULTS)[number] {
  return code === 'ok' ? 'ok' : failureOf(code);
}

/** The class of a failure. */
export function failureOf(code: ErrorCode): (typeof FAILURES)[number] {
  return ERRORS[code].category;
}

/** Why a seat was refused. */
export const SEAT_REFUSALS = ['room_full', 'node_full', 'draining', 'not_allowed', 'other'] as const;
/** To what a microphone lost its place. */
export const AUDIBLE_EVICTIONS = ['displaced', 'capacity'] as const;
/** Why a socket went away: the reasons that socket.io gives, in our spelling. */
export const CONNECTION_CLOSES = [
  'transport_close',
  'transport_error',
  'ping_timeout',
  'parse_error',
  'forced_close',
  'forced_server_close',
  'server_shutting_down',
  'client_namespace_disconnect',
  'server_namespace_disconnect',
  'other',
] as const;
/** States of a transport's ICE and DTLS. */
export const TRANSPORT_STATES = [
  'new',
  'connecting',
  'connected',
  'completed',
  'disconnected',
  'failed',
  'closed',
  'other',
] as const;

/** Calls by how many media workers they are on. */
export const WORKER_COUNTS = ['one', 'two', 'more'] as const;
/** Shedding load: a step more, a step less. */
export const SHED_DIRECTIONS = ['up', 'down'] as const;

/** The value when it is one of the list, else `other`. What comes from outside never becomes a label of its own. */
export function closed<const T extends readonly string[]>(values: T, value: string): T[number] | 'other' {
  return values.find((known) => known === value) ?? 'other';
}

/** socket.io's reason (`transport close`) as a label value (`transport_close`). */
export function closeReason(reason: string): (typeof CONNECTION_CLOSES)[number] {
  return closed(CONNECTION_CLOSES, reason.replaceAll(' ', '_'));
}

/** Labels of one client track. */
export const TRACK_LABELS = {
  direction: CLIENT_DIRECTIONS,
  kind: KINDS,
  source: SOURCES,
} as const;

const kinds = new Map<string, string>(SOURCES.map((source: Source) => [source, kindOf(source)]));

/** Whether a source is of that kind: a camera has no audio series. */
export function sourceFitsKind(labels: Readonly<Record<string, string>>): boolean {
  const { source, kind } = labels;
  return source === undefined || kind === undefined || kinds.get(source) === kind;
}
