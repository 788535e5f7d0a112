import { ISSUES } from '@earshot/client';

/** Issues that a list can be searched for. What is never told to a server is in none. */
export const ISSUE_NAMES: readonly string[] = Object.keys(ISSUES).filter(
  (code) => code !== 'speakingWhileMicrophoneIsMuted' && code !== 'tabHidden',
);
