import { EarshotError } from '@earshot/shared';
import { verifyToken } from '../../tokens/verify.ts';
import type { MemberHandlers } from './types.ts';

/** Staying and going. */
export const sessionHandlers: MemberHandlers<'openMedia' | 'survey' | 'leave' | 'refreshToken'> = {
  openMedia: async ({ member }) => ({ media: await member.openMedia() }),
  survey: ({ member, services }, { survey }) => services.surveys.take(member, survey),
  leave({ member }) {
    member.leave('hangup');
    return {};
  },
  async refreshToken({ session, member, services }, params) {
    const token = await verifyToken(services.keys, params.token, {
      room: member.room,
      now: services.clock.now(),
    });
    if (token.identity !== member.identity) throw new EarshotError('token_wrong_identity');
    const capabilities = session.getMember().updateGrants(token.role, token.grants);
    return { role: token.role, grants: token.grants, capabilities };
  },
};
