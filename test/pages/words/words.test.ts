import { EarshotError, type ErrorCode } from '@earshot/client';
import {
  CAPABILITY_REASONS,
  END_REASON_NAMES,
  ERROR_CODES,
  LIMITING_FACTORS,
  QUALITY_BANDS,
  REACTIONS,
} from '@earshot/shared';
import { describe, expect, it } from 'vitest';
import { whyNot } from '../../../client/pages/words/capability-words.ts';
import { endWords } from '../../../client/pages/words/end-words.ts';
import { errorLine, errorWords } from '../../../client/pages/words/error-words.ts';
import { PREFLIGHT_NAMES, PREFLIGHT_WORDS } from '../../../client/pages/words/preflight-words.ts';
import { qualityWords } from '../../../client/pages/words/quality-words.ts';
import { REACTION_NAMES, REACTION_WORDS } from '../../../client/pages/words/reaction-words.ts';

const JARGON = /_|undefined|\bICE\b|\bDTLS\b|\bpeer\b|producer|consumer|transport/iu;

describe('the page’s words', () => {
  it.each(ERROR_CODES)('tell a person what happened and what to do: %s', (code: ErrorCode) => {
    const { title, hint } = errorWords(new EarshotError(code));
    expect(title.length).toBeGreaterThan(5);
    expect(hint).toMatch(/[.!]$/u);
    expect(title + hint).not.toMatch(JARGON);
  });

  it('tell a refusal for a full call as such', () => {
    expect(errorLine(new EarshotError('room_full'))).toMatch(/^The call is full\. /u);
  });

  it('tell any other failure without its inner message', () => {
    expect(errorLine(new TypeError('x is not a function'))).toBe(errorLine(new EarshotError('internal')));
  });

  it.each(END_REASON_NAMES)('tell why a call ended: %s', (reason) => {
    const { title, text } = endWords(reason);
    expect(`${title} ${text}`).not.toMatch(JARGON);
    expect(text).toMatch(/\.$/u);
  });

  it('tell every limiting factor of a bad connection apart', () => {
    const reasons = LIMITING_FACTORS.map(
      (factor) => qualityWords({ band: 'poor', factor, blame: 'unknown', score: 30 }).reason,
    );
    expect(new Set(reasons).size).toBe(LIMITING_FACTORS.length);
    const titles = QUALITY_BANDS.map(
      (band) => qualityWords({ band, factor: 'none', blame: 'none', score: null }).title,
    );
    expect(new Set(titles).size).toBe(QUALITY_BANDS.length);
  });

  it('give a reason for all that is not allowed, and none for what is', () => {
    for (const reason of CAPABILITY_REASONS) {
      expect(whyNot({ allowed: true, reason })).toBeUndefined();
      if (reason !== 'allowed') expect(whyNot({ allowed: false, reason })).toMatch(/\.$/u);
    }
  });

  it('name every reaction and every check', () => {
    expect(REACTION_NAMES).toEqual([...REACTIONS]);
    expect(new Set(REACTION_NAMES.map((name) => REACTION_WORDS[name])).size).toBe(REACTIONS.length);
    expect(new Set(PREFLIGHT_NAMES.map((name) => PREFLIGHT_WORDS[name].label)).size).toBe(
      PREFLIGHT_NAMES.length,
    );
  });
});
