import { z } from 'zod';
import { ParticipantId } from '../ids.ts';
import { LIMITS } from '../limits.ts';
import { request } from '../table.ts';
import { Report } from '../report.ts';

/** Reactions there are. */
export const REACTIONS = ['like', 'heart', 'laugh', 'surprised', 'applause'] as const;
/** @see REACTIONS */
export const Reaction = z.enum(REACTIONS);
/** @see REACTIONS */
export type Reaction = z.infer<typeof Reaction>;

/** What participants say to each other beside media, and to the server about quality. */
export const talkRequests = {
  chat: request(
    'chat',
    z.strictObject({ text: z.string().trim().min(1).max(LIMITS.maxChatCharacters) }),
    z.object({ messageId: z.uuid(), at: z.number() }),
  ),
  /** Raises or lowers a hand: one's own, or with `participantId` (and the right) another's, which can only be lowered. */
  raiseHand: request(
    'hand',
    z.strictObject({ raised: z.boolean(), participantId: ParticipantId.exactOptional() }),
    z.object({}),
  ),
  react: request('reaction', z.strictObject({ reaction: Reaction }), z.object({})),
  /** A message to all, or to those named. `payload` is text, or base64 of bytes; 16 KiB at most when decoded. */
  'data.send': request(
    'data',
    z.strictObject({
      topic: z.string().min(1).max(LIMITS.maxTopicCharacters),
      /** Base64 is a third larger than what it holds; the decoded size is checked by the server. */
      payload: z.string().max(Math.ceil((LIMITS.maxDataBytes * 4) / 3) + 4),
      encoding: z.enum(['text', 'base64']),
      /** Absent: to all others. */
      to: z.array(ParticipantId).min(1).max(LIMITS.maxDataRecipients).exactOptional(),
    }),
    z.object({ recipients: z.number().int().nonnegative() }),
  ),
  report: request('report', z.strictObject({ report: Report }), z.object({})),
};
