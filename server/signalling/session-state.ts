import type { EndReason } from '@earshot/shared';

/** Where a session is in its life. */
export type SessionState =
  /** The seat is taken, the answer to `join` is not sent yet. */
  | { readonly name: 'awaiting'; readonly connectionId: string }
  | { readonly name: 'joined'; readonly connectionId: string }
  /** No socket; the place is kept until `deadline` (monotonic ms). */
  | {
      readonly name: 'suspended';
      readonly deadline: number;
      readonly reason: 'connection_lost' | 'page_closed';
    }
  | { readonly name: 'closed'; readonly reason: EndReason };

/** What may happen to it. Times are monotonic ms. */
export type SessionEvent =
  /** A connection carries the session from now on: `join` was answered, or `resume`. */
  | { readonly type: 'attached'; readonly connectionId: string }
  | { readonly type: 'detached'; readonly connectionId: string; readonly at: number }
  /** The page said that it goes away. */
  | { readonly type: 'pageClosed'; readonly at: number }
  | { readonly type: 'ticked'; readonly at: number }
  | { readonly type: 'ended'; readonly reason: EndReason };

/** How long places are kept, ms. */
export interface SessionGraces {
  readonly resumeGraceMs: number;
  readonly pageCloseGraceMs: number;
}

/** The state after an event. Pure; the same object comes back when nothing changes. */
export function nextState(state: SessionState, event: SessionEvent, graces: SessionGraces): SessionState {
  if (state.name === 'closed') return state;
  if (event.type === 'ended') return { name: 'closed', reason: event.reason };
  if (event.type === 'attached') return { name: 'joined', connectionId: event.connectionId };
  if (event.type === 'detached') return afterDetach(state, event, graces);
  if (event.type === 'pageClosed') return afterPageClose(state, event.at + graces.pageCloseGraceMs);
  return state.name === 'suspended' && event.at >= state.deadline
    ? { name: 'closed', reason: state.reason }
    : state;
}

type Open = Exclude<SessionState, { name: 'closed' }>;

/** A client that never got the answer to `join` cannot resume: its place is freed at once. */
function afterDetach(
  state: Open,
  event: Extract<SessionEvent, { type: 'detached' }>,
  graces: SessionGraces,
): SessionState {
  if (state.name === 'suspended' || state.connectionId !== event.connectionId) return state;
  if (state.name === 'awaiting') return { name: 'closed', reason: 'connection_lost' };
  return { name: 'suspended', deadline: event.at + graces.resumeGraceMs, reason: 'connection_lost' };
}

/** A closed page never lengthens the time that a place is kept. */
function afterPageClose(state: Open, deadline: number): SessionState {
  if (state.name === 'awaiting') return { name: 'closed', reason: 'page_closed' };
  if (state.name === 'suspended' && state.deadline <= deadline) return state;
  return { name: 'suspended', deadline, reason: 'page_closed' };
}
