import { z } from 'zod';
import { Role, Source } from '../grants.ts';
import { ParticipantId } from '../ids.ts';
import { LIMITS } from '../limits.ts';
import { request } from '../table.ts';

/** Whose sources may be sent or not. */
const allowance = z.strictObject({
  participantId: ParticipantId.exactOptional(),
  sources: z.array(Source).min(1).max(4),
});

/** What those with the right may do to others. */
export const adminRequests = {
  'admin.remove': request('admin', z.strictObject({ participantId: ParticipantId }), z.object({})),
  /** `request` asks the person; `force` pauses the tracks now (the person may unmute again). */
  'admin.mute': request(
    'admin',
    z.strictObject({
      participantId: ParticipantId,
      sources: z.array(Source).min(1).max(4),
      mode: z.enum(['request', 'force']),
    }),
    z.object({}),
  ),
  /** The same for everybody but the one who asks. */
  'admin.muteAll': request(
    'admin',
    z.strictObject({ sources: z.array(Source).min(1).max(4), mode: z.enum(['request', 'force']) }),
    z.object({ participants: z.number().int().nonnegative() }),
  ),
  /**
   * Hard mute: these sources may not be sent until permitted again. Without `participantId` it holds for all without the
   * `admin` grant, those who join later included. Running microphones and cameras are paused with the reason `admin`
   * and cannot be resumed; shares end, and `screen` covers `screenAudio`.
   */
  'admin.forbid': request('admin', allowance, z.object({})),
  /** Takes `admin.forbid` back; for one participant it is an exception from what holds for all. Nothing is unmuted. */
  'admin.permit': request('admin', allowance, z.object({})),
  /** Who is shown to everybody first; replaces the list. Empty ends it. */
  'admin.setSpotlight': request(
    'admin',
    z.strictObject({ participantIds: z.array(ParticipantId).max(LIMITS.maxSpotlight) }),
    z.object({}),
  ),
  'admin.lowerAllHands': request('admin', z.strictObject({}), z.object({})),
  'admin.endCall': request('admin', z.strictObject({}), z.object({})),
  /** Makes an invite link's token for this room. */
  'admin.createInvite': request(
    'admin',
    z.strictObject({
      role: Role,
      expiresInSeconds: z.number().int().min(60).max(LIMITS.inviteMaxSeconds).exactOptional(),
    }),
    z.object({ inviteId: z.uuid(), invite: z.string(), expiresAt: z.number() }),
  ),
  'admin.revokeInvite': request('admin', z.strictObject({ inviteId: z.uuid() }), z.object({})),
};
