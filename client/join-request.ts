import type { RequestInput, RoomName, SessionId } from '@earshot/shared';
import type { SessionKeys } from './session.ts';
import { describeClient } from './surroundings.ts';

/** What a join says. */
export interface JoinWish {
  readonly token: string;
  readonly room: string;
  readonly name: string | undefined;
  readonly formFactor: 'desktop' | 'mobile';
  readonly userAgent: string;
  /** The session whose place is taken over. */
  readonly replaced: SessionKeys | undefined;
}

/** Parameters of the request. The server checks them; here only brands are lacking. */
export function toJoinParams(wish: JoinWish): RequestInput<'join'> {
  const { token, room, name, formFactor, userAgent, replaced } = wish;
  return {
    token,
    room: room as RoomName,
    formFactor,
    client: describeClient(userAgent),
    ...(name === undefined ? {} : { name }),
    ...(replaced === undefined
      ? {}
      : { replaces: { sessionId: replaced.sessionId as SessionId, resumeToken: replaced.resumeToken } }),
  };
}
