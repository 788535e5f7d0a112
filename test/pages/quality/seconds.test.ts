import {
  describeShares,
  formatSeconds,
  formatShare,
  sharesOf,
} from '@earshot/pages/quality/model/seconds.ts';
import { describe, expect, it } from 'vitest';

describe('shares of time', () => {
  it('come worst first, without empty ones', () => {
    expect(sharesOf({ good: 60, fair: 0, poor: 20, unknown: 20 })).toEqual([
      { band: 'poor', share: 0.2 },
      { band: 'good', share: 0.6 },
      { band: 'unknown', share: 0.2 },
    ]);
  });

  it('are none before any time has passed', () => {
    expect(sharesOf({ good: 0, fair: 0, poor: 0, unknown: 0 })).toEqual([]);
    expect(describeShares({ good: 0, fair: 0, poor: 0, unknown: 0 })).toBe('No time yet');
  });

  it('never read as nothing or all when they are not', () => {
    expect([0, 0.0004, 0.024, 0.4, 0.9996, 1].map(formatShare)).toEqual([
      '0 %',
      '< 0.1 %',
      '2.4 %',
      '40 %',
      '> 99.9 %',
      '100 %',
    ]);
  });

  it('are told in words', () => {
    expect(describeShares({ good: 88, fair: 0, poor: 12, unknown: 0 })).toBe('Poor 12 %, good 88 %');
  });
});

describe('participant-seconds', () => {
  it.each([
    [0.4, '0 s'],
    [59.4, '59 s'],
    [60, '1 min'],
    [200, '3 min 20 s'],
    [3599.6, '1 h 0 min'],
    [18_720, '5 h 12 min'],
  ])('%d s read as %s', (seconds, text) => {
    expect(formatSeconds(seconds)).toBe(text);
  });
});
