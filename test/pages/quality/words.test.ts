import { filterLegs } from '@earshot/pages/quality/model/legs.ts';
import { fromField, toField } from '@earshot/pages/quality/model/times.ts';
import { causeWords, nameWords } from '@earshot/pages/quality/words/cause-words.ts';
import { ISSUE_NAMES } from '@earshot/pages/quality/words/issue-names.ts';
import { browserWords, legName } from '@earshot/pages/quality/words/leg-words.ts';
import { LOCAL_ONLY_ISSUES, ParticipantId } from '@earshot/shared';
import type { LegSummary } from '@earshot/shared/calls-api.ts';
import { describe, expect, it } from 'vitest';

const leg: LegSummary = {
  participantId: ParticipantId.parse('22222222-2222-4222-8222-222222222222'),
  identity: null,
  browser: 'firefox',
  browserVersion: 140,
  os: 'linux',
  library: '0.1.0',
  formFactor: 'mobile',
  hidden: false,
  role: 'presenter',
  startedAt: 0,
  endedAt: 1000,
  endReason: 'left',
  live: false,
  tags: ['beta'],
  seconds: { good: 1, fair: 0, poor: 0, unknown: 0 },
  harmSeconds: 0,
  worst: null,
  lowestScore: null,
  issues: 0,
};

describe('words for operators', () => {
  it('name cause and leg', () => {
    expect(causeWords({ factor: 'loss', blame: 'subscriberDownlink' })).toBe(
      'Packet loss · Receiver’s downlink',
    );
    expect(nameWords('networkSendQuality')).toBe('Network send quality');
  });

  it('name a leg without identity by its id, and its browser without more than its major version', () => {
    expect(legName(leg)).toBe('Participant 22222222');
    expect(browserWords(leg)).toBe('Firefox 140, linux, mobile');
    expect(browserWords({ browser: null, browserVersion: null, os: null, formFactor: null })).toBe(
      'Unknown browser',
    );
  });

  it('offer no issue that is never told', () => {
    expect(ISSUE_NAMES.filter((code) => (LOCAL_ONLY_ISSUES as readonly string[]).includes(code))).toEqual([]);
    expect(ISSUE_NAMES).toContain('noNetwork');
  });
});

describe('a search among legs', () => {
  it('finds all words, wherever they stand', () => {
    const other = { ...leg, identity: 'ada' as LegSummary['identity'], browser: 'chromium' };
    expect(filterLegs([leg, other], ' firefox  BETA ')).toEqual([leg]);
    expect(filterLegs([leg, other], 'ada')).toEqual([other]);
    expect(filterLegs([leg, other], ' ')).toHaveLength(2);
    expect(filterLegs([leg, other], 'ada firefox')).toEqual([]);
  });
});

describe('a field for a time', () => {
  it('keeps the minute through both ways', () => {
    const iso = '2026-01-02T03:04:00.000Z';
    expect(fromField(toField(iso))).toBe(iso);
    expect([toField(''), fromField(''), fromField('soon')]).toEqual(['', '', '']);
  });
});
