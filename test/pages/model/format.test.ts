import { describe, expect, it } from 'vitest';
import {
  countOf,
  formatBitrate,
  formatDuration,
  formatNumber,
  hueOf,
  initialsOf,
  listNames,
} from '../../../client/pages/model/format.ts';

describe('how values are shown', () => {
  it('writes durations as a clock does', () => {
    expect([0, 187_000, 3_729_999].map(formatDuration)).toEqual(['0:00', '3:07', '1:02:09']);
    expect(formatDuration(-5)).toBe('0:00');
  });

  it('writes bitrates with a fitting unit, and a dash for what is not known', () => {
    expect([undefined, 0, 640_400, 1_440_000].map(formatBitrate)).toEqual([
      '–',
      '0 kbit/s',
      '640 kbit/s',
      '1.4 Mbit/s',
    ]);
    expect([formatNumber(undefined, ' ms'), formatNumber(12.6, ' ms')]).toEqual(['–', '13 ms']);
  });

  it('makes initials of any name', () => {
    expect(['Ada Lovelace', 'bo', 'Élise de la Tour', '  ', '👋 Kim', '李 雷'].map(initialsOf)).toEqual([
      'AL',
      'B',
      'ÉT',
      '?',
      'K',
      '李雷',
    ]);
  });

  it('gives an identity one hue, and neighbours different ones', () => {
    const hues = Array.from({ length: 12 }, (_, index) => hueOf(`guest-${index}`));
    expect(hueOf('guest-3')).toBe(hues[3]);
    expect(new Set(hues).size).toBeGreaterThan(9);
    expect(hues.every((hue) => hue >= 0 && hue < 360)).toBe(true);
  });

  it('lists names as people do', () => {
    expect(listNames([])).toBe('');
    expect(listNames(['Ada'])).toBe('Ada');
    expect(listNames(['Ada', 'Bo'])).toBe('Ada and Bo');
    expect(listNames(['Ada', 'Bo', 'Cy'])).toBe('Ada, Bo and 1 other');
    expect(listNames(['Ada', 'Bo', 'Cy', 'Di'])).toBe('Ada, Bo and 2 others');
    expect([countOf(1, 'person', 'people'), countOf(0, 'person', 'people')]).toEqual([
      '1 person',
      '0 people',
    ]);
  });
});
