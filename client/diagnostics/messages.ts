import type { IssueCode, IssueLevel } from '@earshot/shared';
import { WORDS } from './words.ts';

/** A sentence for the person. */
export function messageOf(code: IssueCode, level: IssueLevel): string {
  const words = WORDS[code];
  if (level === 'good') return words.cleared;
  return level === 'poor' ? (words.poor ?? words.bad) : words.bad;
}

/** What the person can do; nothing once it has passed. */
export function hintOf(code: IssueCode, level: IssueLevel): string {
  return level === 'good' ? '' : WORDS[code].hint;
}
