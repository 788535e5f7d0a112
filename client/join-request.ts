import type { RequestInput } from '@earshot/shared';
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

/** Parameters of the request; the server checks them. */
export function toJoinParams(wish: JoinWish): RequestInput<'join'> {
  const { token, room, name, formFactor, userAgent, replaced } = wish;
  return {
    token,
    room: room,
    formFactor,
    client: describeClient(userAgent),
    ...(name === undefined ? {} : { name }),
    ...(replaced === undefined
      ? {}
      : { replaces: { sessionId: replaced.sessionId, resumeToken: replaced.resumeToken } }),
  };
}
