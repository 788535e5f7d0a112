import type { RequestName, RequestParams, RequestResult } from '@earshot/shared';
import type { Member } from '../../rooms/api.ts';
import type { Services } from '../services.ts';
import type { Session } from '../session.ts';

/** Requests that make or find a session; all others need one. */
export type ConnectingName = 'join' | 'resume';
/** Requests within a session. */
export type MemberRequestName = Exclude<RequestName, ConnectingName>;

/** What a handler within a session has at hand. */
export interface MemberContext {
  readonly session: Session;
  readonly member: Member;
  readonly services: Services;
}

/** One handler. Throws `EarshotError`. */
export type MemberHandler<N extends MemberRequestName> = (
  context: MemberContext,
  params: RequestParams<N>,
) => RequestResult<N> | Promise<RequestResult<N>>;

/** A handler for each request of a family: a forgotten one does not compile. */
export type MemberHandlers<N extends MemberRequestName> = { readonly [K in N]: MemberHandler<K> };

/** What a connecting request runs on. */
export interface ConnectingContext {
  readonly connectionId: string;
  /** The socket is gone: nobody waits for the answer. */
  readonly isClosed: () => boolean;
  readonly services: Services;
  /** Told at once of a session that the connection must end should its socket close before the answer. */
  readonly onSeat: (session: Session) => void;
}

/** An answer, and the session that the connection carries once it is written, with the last event that the client has. */
export interface Connected<N extends ConnectingName> {
  readonly result: RequestResult<N>;
  readonly session: Session;
  readonly lastSeq: number;
}
