import { describe, expect, it } from 'vitest';
import { keepSource } from '../../../client/pages/model/kept-sources.ts';

const on = { active: true, muted: false, muteReason: undefined };
const muted = (muteReason: 'user' | 'admin' | 'hidden' | 'interrupted') => ({
  ...on,
  muted: true,
  muteReason,
});

describe('what is on after a reload', () => {
  it('is what sends', () => {
    expect(keepSource(false, on)).toBe(true);
  });

  it.each(['user', 'admin'] as const)('is not what was switched off (%s)', (reason) => {
    expect(keepSource(true, muted(reason))).toBe(false);
    expect(keepSource(true, { ...muted(reason), active: false })).toBe(false);
  });

  it.each(['hidden', 'interrupted'] as const)('is what is only away for a moment (%s)', (reason) => {
    expect(keepSource(true, muted(reason))).toBe(true);
    expect(keepSource(false, muted(reason))).toBe(false);
  });

  it('is as it was, where the source is not there', () => {
    const absent = { ...on, active: false };
    expect(keepSource(true, absent)).toBe(true);
    expect(keepSource(false, absent)).toBe(false);
  });
});
