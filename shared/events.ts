import type { z } from 'zod';
import { callEvents } from './events/call.ts';
import { mediaEvents } from './events/media.ts';
import { rosterEvents } from './events/roster.ts';
import { talkEvents } from './events/talk.ts';

/** The event half of the protocol table: what the server sends unasked. Each event has a `seq` in its envelope. */
export const EVENTS = { ...callEvents, ...rosterEvents, ...mediaEvents, ...talkEvents } as const;

/** Name of an event. */
export type EventName = keyof typeof EVENTS;
/** What an event carries. */
export type EventData<N extends EventName> = z.output<(typeof EVENTS)[N]>;

/** All names. */
export const EVENT_NAMES = Object.keys(EVENTS) as [EventName, ...EventName[]];

/** One event with its name, for lists of mixed events. */
export type AnyEvent = { [N in EventName]: { readonly name: N; readonly data: EventData<N> } }[EventName];
