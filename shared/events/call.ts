import { z } from 'zod';
import { END_REASON_NAMES } from '../end-reasons.ts';
import { Capabilities, Grants, Role } from '../grants.ts';
import { ParticipantId, Timestamp } from '../ids.ts';
import { CallInfo, LimitsInfo, SnapshotPart } from '../roster.ts';

const EndReason = z.enum(END_REASON_NAMES);

/** About the call and this participant's place in it. */
export const callEvents = {
  snapshot: SnapshotPart,
  /** The call's end is near, or its facts changed. */
  callState: z.object({ call: CallInfo, endingInMs: z.number().int().nonnegative().nullable() }),
  /** What this participant may do has changed. */
  capabilities: z.object({
    role: Role,
    grants: Grants,
    capabilities: Capabilities,
    cause: z.enum(['token_refreshed', 'role_changed', 'forbidden', 'permitted']),
  }),
  /** Caps in force for this receiver have changed. */
  limits: LimitsInfo,
  /** This leg is over. The last event of a session. */
  callEnded: z.object({ reason: EndReason, by: ParticipantId.nullable(), at: Timestamp }),
  /**
   * Something must be made anew: `media` = call `openMedia` after `delayMs`; `session` = connect and join anew
   * (the server is going away).
   */
  reconnectNeeded: z.object({
    what: z.enum(['media', 'session']),
    reason: z.enum(['worker_lost', 'transport_timeout', 'ice_failed', 'draining']),
    delayMs: z.number().int().nonnegative().max(60_000),
  }),
};
