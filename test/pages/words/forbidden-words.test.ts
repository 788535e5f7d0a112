import { describe, expect, it } from 'vitest';
import { whyNot } from '../../../client/pages/words/capability-words.ts';
import {
  actsOf,
  forbiddableOf,
  forbiddenForAllNote,
  forbiddenNote,
  permittedNote,
  sourcesOf,
} from '../../../client/pages/words/forbidden-words.ts';

describe('the words for what is forbidden', () => {
  it('name what one may not do, and whether that holds for everybody', () => {
    expect(forbiddenNote(['microphone'], [])).toMatch(/^You may not use the microphone now: /u);
    expect(forbiddenNote(['microphone'], ['microphone'])).toMatch(/^Nobody may use the microphone now: /u);
    expect(forbiddenNote(['microphone', 'screen'], ['microphone'])).toMatch(
      /^You may not use the microphone and share the screen now: /u,
    );
    expect(forbiddenNote([], ['camera'])).toBeUndefined();
  });

  it('name what one may do again', () => {
    expect(permittedNote(['camera'])).toBe('You may use the camera again.');
    expect(permittedNote([])).toBeUndefined();
  });

  it('name what is forbidden for all', () => {
    expect(forbiddenForAllNote(['microphone', 'camera'])).toContain('use the microphone and use the camera');
    expect(forbiddenForAllNote([])).toBeUndefined();
    // Its sound alone has no press of its own.
    expect(forbiddenForAllNote(['screenAudio'])).toBeUndefined();
  });

  it('list all of three', () => {
    expect(actsOf(['microphone', 'camera', 'screen'])).toBe(
      'use the microphone, use the camera and share the screen',
    );
  });

  it('take a share’s sound with its picture', () => {
    expect(sourcesOf('screen')).toEqual(['screen', 'screenAudio']);
    expect(sourcesOf('camera')).toEqual(['camera']);
    expect(forbiddableOf(['screenAudio', 'screen', 'microphone'])).toEqual(['microphone', 'screen']);
  });

  it('tell those who cannot press a button whether that holds for everybody', () => {
    const forbidden = { allowed: false, reason: 'forbidden_by_admin' } as const;
    expect(whyNot(forbidden, true)).toContain('everybody');
    expect(whyNot(forbidden, false)).not.toContain('everybody');
    expect(whyNot({ allowed: false, reason: 'role_restricted' }, true)).not.toContain('everybody');
  });
});
