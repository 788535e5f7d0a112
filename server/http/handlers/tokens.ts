import type { Clock, IdSource } from '../../clock.ts';
import { issueToken } from '../../tokens/issue.ts';
import type { Invites } from '../../tokens/invites.ts';
import type { KeyRing } from '../../tokens/keys.ts';
import { issuePreflightToken } from '../../tokens/preflight.ts';
import type { OperationHandlers } from '../operations.ts';

type Names = 'createToken' | 'developmentToken' | 'createInvite' | 'revokeInvite' | 'exchangeInvite';

/** Tokens for apps, for guests with an invite, and for developers. */
export function createTokenHandlers(options: {
  keys: KeyRing;
  invites: Invites;
  clock: Clock;
  ids: IdSource;
}): OperationHandlers<Names> {
  const { keys, invites, clock, ids } = options;
  return {
    createToken: ({ body }) => issueToken(keys, body, clock.now()),
    async developmentToken({ body }) {
      const { purpose, ...wish } = body;
      if (purpose === 'preflight') return issuePreflightToken({ keys, clock, ids });
      const { room, role = 'presenter', identity = `developer-${ids.uuid()}`, ...rest } = wish;
      const issued = await issueToken(keys, { ...rest, room, role, identity }, clock.now());
      return { ...issued, identity, room, role };
    },
    createInvite: ({ params, body }) => invites.create({ room: params.room, ...body }),
    revokeInvite({ params }) {
      invites.revoke(params.room, params.inviteId);
      return {};
    },
    exchangeInvite: ({ body }) => invites.exchange(body),
  };
}
