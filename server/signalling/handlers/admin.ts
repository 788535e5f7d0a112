import type { adminRequests } from '@earshot/shared/requests/admin.ts';
import type { MemberHandlers } from './types.ts';

/** What those with the right may do to others and to the call. */
export const adminHandlers: MemberHandlers<keyof typeof adminRequests> = {
  'admin.remove'({ member }, { participantId }) {
    member.remove(participantId);
    return {};
  },
  'admin.mute'({ member }, { participantId, sources, mode }) {
    member.mute(participantId, sources, mode);
    return {};
  },
  'admin.muteAll': ({ member }, { sources, mode }) => ({ participants: member.muteAll(sources, mode) }),
  'admin.forbid'({ member }, { sources, participantId }) {
    member.forbid(sources, participantId);
    return {};
  },
  'admin.permit'({ member }, { sources, participantId }) {
    member.permit(sources, participantId);
    return {};
  },
  'admin.setSpotlight'({ member }, { participantIds }) {
    member.setSpotlight(participantIds);
    return {};
  },
  'admin.lowerAllHands'({ member }) {
    member.lowerAllHands();
    return {};
  },
  'admin.endCall'({ member }) {
    member.endCall();
    return {};
  },
  'admin.createInvite'({ member, services }, { role, expiresInSeconds }) {
    member.assertMayInvite();
    return services.invites.create({
      room: member.room,
      role,
      ...(expiresInSeconds === undefined ? {} : { expiresInSeconds }),
    });
  },
  'admin.revokeInvite'({ member, services }, { inviteId }) {
    member.assertMayInvite();
    services.invites.revoke(member.room, inviteId);
    return {};
  },
};
