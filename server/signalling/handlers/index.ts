import type {
  ConnectingName,
  Connected,
  ConnectingContext,
  MemberHandlers,
  MemberRequestName,
} from './types.ts';
import type { RequestParams } from '@earshot/shared';
import { adminHandlers } from './admin.ts';
import { join } from './join.ts';
import { mediaHandlers } from './media.ts';
import { resume } from './resume.ts';
import { sessionHandlers } from './session.ts';
import { talkHandlers } from './talk.ts';

/** A handler for each request within a session. */
export const MEMBER_HANDLERS: MemberHandlers<MemberRequestName> = {
  ...sessionHandlers,
  ...mediaHandlers,
  ...talkHandlers,
  ...adminHandlers,
};

/** A handler for each request that makes or finds a session. */
export const CONNECTING_HANDLERS: {
  readonly [N in ConnectingName]: (
    context: ConnectingContext,
    params: RequestParams<N>,
  ) => Connected<N> | Promise<Connected<N>>;
} = { join, resume };
