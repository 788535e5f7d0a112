import type { RequestInput } from '@earshot/shared';
import type { JoinOptions } from './api.ts';
import type { SessionKeys } from './session.ts';
import { describeClient } from './surroundings.ts';

/** What a join says. */
export interface JoinWish {
  readonly token: string;
  readonly room: string;
  readonly options: Pick<JoinOptions, 'name' | 'tags' | 'telemetry' | 'traceparent'>;
  readonly formFactor: 'desktop' | 'mobile';
  readonly userAgent: string;
  /** The session whose place is taken over. */
  readonly replaced: SessionKeys | undefined;
}

/** Parameters of the request; the server checks them. */
export function toJoinParams(wish: JoinWish): RequestInput<'join'> {
  const { token, room, options, formFactor, userAgent, replaced } = wish;
  const { name, tags, telemetry, traceparent } = options;
  return {
    token,
    room: room,
    formFactor,
    client: describeClient(userAgent),
    ...(name === undefined ? {} : { name }),
    ...(tags === undefined ? {} : { tags: [...tags] }),
    ...(telemetry === undefined ? {} : { telemetry }),
    ...(traceparent === undefined ? {} : { traceparent }),
    ...(replaced === undefined
      ? {}
      : { replaces: { sessionId: replaced.sessionId, resumeToken: replaced.resumeToken } }),
  };
}
