import { z } from 'zod';
import { Source } from '../grants.ts';
import { ParticipantId, Timestamp } from '../ids.ts';
import { LIMITS } from '../limits.ts';
import { RemoteIssue } from '../remote-issue.ts';
import { ChatMessage, Quality } from '../roster.ts';
import { REACTIONS } from '../requests/talk.ts';
import { ISSUE_CODES } from '../issues.ts';

/** What others say, ask, and what the server noticed. */
export const talkEvents = {
  chat: ChatMessage,
  /** How many of each in the last window. */
  reactions: z.object({
    counts: z.partialRecord(z.enum(REACTIONS), z.number().int().positive()),
    at: Timestamp,
  }),
  data: z.object({
    from: ParticipantId,
    topic: z.string().max(LIMITS.maxTopicCharacters),
    payload: z.string(),
    encoding: z.enum(['text', 'base64']),
  }),
  /** Somebody with the right asks this participant to mute. */
  muteRequested: z.object({ sources: z.array(Source).min(1), by: ParticipantId.nullable() }),
  /** How one's own leg does, by the server's judgement of both legs, smoothed; on change of a band, a factor or a blame. */
  ownQuality: z.object({ send: Quality, receive: Quality }),
  /** What is wrong with others, the latest of each. `whole`: with those who are not named nothing is. */
  participantIssues: z.object({
    whole: z.boolean(),
    participants: z
      .array(
        z.object({
          participantId: ParticipantId,
          issues: z.array(RemoteIssue).max(LIMITS.maxRemoteIssues),
        }),
      )
      .max(LIMITS.maxParticipants),
  }),
  /** The server raised or cleared an issue of this participant's: `microphoneNotFunctioning` (nothing comes from it). */
  issue: z.object({ code: z.enum(ISSUE_CODES), raised: z.boolean(), at: Timestamp }),
};
