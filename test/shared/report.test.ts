import {
  Beacon,
  END_REASONS,
  ISSUE_CODES,
  ISSUES,
  LIMITS,
  LOCAL_ONLY_ISSUES,
  MAX_VECTOR,
  Report,
  REPORTED_ISSUE_CODES,
} from '@earshot/shared';
import { describe, expect, it } from 'vitest';
import { makeReport, makeTrackReports, TRACK_IDS } from '../support/reports.ts';

describe('the report', () => {
  it('takes what a client may send', () => {
    const report = makeReport({
      tracks: [{ direction: 'receive', source: 'camera', values: { packets: 1, freezeMs: 0 } }],
      issues: [{ code: 'cameraFreeze', level: 'bad', agoMs: 1_700 }],
      milestones: { joined: 120 },
    });
    expect(Report.parse(report)).toEqual(report);
  });

  it.each([
    ['an earlier version', { version: 1 }],
    ['a number of zero', { number: 0 }],
    ['a revision below zero', { revision: -1 }],
    ['a negative interval', { intervalMs: -1 }],
    ['an interval of an hour', { intervalMs: 3_600_000 }],
    ['an unknown issue', { issues: [{ code: 'bored', level: 'bad', agoMs: 1 }] }],
    ['an unknown milestone', { milestones: { lunch: 1 } }],
    ['an unknown key', { identity: 'me' }],
    ['a negative round trip', { receive: { ...makeReport().receive, rttMs: -1 } }],
  ])('refuses %s', (_what, part) => {
    expect(Report.safeParse({ ...makeReport(), ...part }).success).toBe(false);
  });

  const rows = makeTrackReports([{ direction: 'send', source: 'camera', values: { packets: 1 } }]);

  it.each([Number.NaN, Number.POSITIVE_INFINITY, -1, 0.5, 1e10, '5', undefined])(
    'refuses %s in a vector',
    (cell) => {
      const tracks = { ...rows, vectors: [[cell]] };
      expect(Report.safeParse({ ...makeReport(), tracks }).success).toBe(false);
    },
  );

  it.each<[string, object]>([
    ['a vector of more places', { vectors: [Array<number>(MAX_VECTOR + 1).fill(1)] }],
    ['a kind that is none', { kinds: [8] }],
    ['a reference too short', { refs: ['1111111'] }],
    ['a reference that is no id', { refs: ['11111111-1111'] }],
    ['more tracks than it may hold', { refs: TRACK_IDS.slice(0, LIMITS.maxReportTracks + 1) }],
    ['columns', { columns: {} }],
  ])('refuses %s', (_what, part) => {
    const tracks = { ...rows, ...part };
    expect(Report.safeParse({ ...makeReport(), tracks }).success).toBe(false);
  });

  it('fits a beacon, which holds no more than it says', () => {
    const beacon = {
      sessionId: '3f2c1a9e-8b7d-4c6e-9a5f-0123456789ab',
      beaconKey: 'k'.repeat(43),
      leaving: true,
      report: makeReport(),
    };
    expect(Beacon.safeParse(beacon).success).toBe(true);
    expect(Beacon.safeParse({ ...beacon, report: null }).success).toBe(true);
    expect(Beacon.safeParse({ ...beacon, more: 1 }).success).toBe(false);
  });
});

describe('issues and end reasons', () => {
  it('have names that can be labels', () => {
    for (const code of ISSUE_CODES) expect(code).toMatch(/^[a-z][A-Za-z]+$/u);
    for (const reason of Object.keys(END_REASONS)) expect(reason).toMatch(/^[a-z_.]+$/u);
  });

  it('keep speech into a muted microphone, and a hidden page, local', () => {
    expect(LOCAL_ONLY_ISSUES).toEqual(['speakingWhileMicrophoneIsMuted', 'tabHidden']);
    expect(REPORTED_ISSUE_CODES).toHaveLength(ISSUE_CODES.length - LOCAL_ONLY_ISSUES.length);
    expect(ISSUES.networkSendQuality.kind).toBe('quality');
    expect(ISSUES.cameraFreeze.kind).toBe('flag');
  });
});
