import { z } from 'zod';
import { END_REASON_NAMES } from '../end-reasons.ts';
import { Source } from '../grants.ts';
import { ParticipantId, Timestamp, TrackId } from '../ids.ts';
import { LIMITS } from '../limits.ts';
import { ParticipantInfo, ParticipantUpdate, PauseReason, TrackInfo } from '../roster.ts';

const LIST = LIMITS.maxParticipants;
/** A lost worker takes the tracks of everybody on it. */
const TRACKS = LIST * LIMITS.maxPublishedTracks;

/** Who is in the call and what they publish. Lists, because changes are gathered. */
export const rosterEvents = {
  participantJoined: z.object({ participants: z.array(ParticipantInfo).min(1).max(LIST) }),
  participantUpdated: z.object({ updates: z.array(ParticipantUpdate).min(1).max(LIST) }),
  participantLeft: z.object({
    participants: z
      .array(z.object({ participantId: ParticipantId, reason: z.enum(END_REASON_NAMES) }))
      .min(1)
      .max(LIST),
  }),
  trackPublished: z.object({
    tracks: z
      .array(z.object({ participantId: ParticipantId, track: TrackInfo }))
      .min(1)
      .max(TRACKS),
  }),
  trackUpdated: z.object({
    updates: z
      .array(
        z.object({
          participantId: ParticipantId,
          trackId: TrackId,
          paused: z.boolean(),
          pauseReason: PauseReason.exactOptional(),
        }),
      )
      .min(1)
      .max(TRACKS),
  }),
  trackUnpublished: z.object({
    tracks: z
      .array(z.object({ participantId: ParticipantId, trackId: TrackId }))
      .min(1)
      .max(TRACKS),
  }),
  /** Who is shown to everybody first, in this order; `by` set it (`null`: the server's API, or who was in it left). */
  spotlight: z.object({
    participantIds: z.array(ParticipantId).max(LIMITS.maxSpotlight),
    by: ParticipantId.nullable(),
  }),
  /** Sources that nobody without the `admin` grant may send from now on. */
  forbiddenForAll: z.object({ sources: z.array(Source).max(4), by: ParticipantId.nullable() }),
  /** The most dominant ones, first the most dominant; sent on change only. */
  dominantSpeakers: z.object({
    participantIds: z.array(ParticipantId).max(LIMITS.dominantSpeakersTold),
    at: Timestamp,
  }),
};
