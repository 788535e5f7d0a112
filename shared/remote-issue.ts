import { z } from 'zod';
import { REPORTED_ISSUE_CODES } from './issues.ts';

/** Something that is wrong with another participant, as far as it concerns others. */
export const RemoteIssue = z.object({
  code: z.enum(REPORTED_ISSUE_CODES),
  level: z.enum(['poor', 'bad']),
});
/** @see RemoteIssue */
export type RemoteIssue = z.infer<typeof RemoteIssue>;
