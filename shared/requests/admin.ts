import { z } from 'zod';
import { Role, Source } from '../grants.ts';
import { ParticipantId } from '../ids.ts';
import { LIMITS } from '../limits.ts';
import { request } from '../table.ts';

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
