import { ISSUE_CODES, REPORTED_ISSUE_CODES, type IssueCode, type Report } from '@earshot/shared';
import { describe, expect, it } from 'vitest';
import { makeReport } from '../../support/reports.ts';
import { LEG, legOf, setUp } from './ingest-setup.ts';

describe('issues in reports', () => {
  const issue = (code: IssueCode, level: 'good' | 'poor' | 'bad', agoMs = 1) => ({ code, level, agoMs });

  it('are raised, made worse and cleared, with the time they lasted', () => {
    const { accept, of, clock } = setUp();
    accept(makeReport({ number: 1, issues: [issue('networkSendQuality', 'poor')] }));
    clock.advance(10_000);
    accept(makeReport({ number: 2, issues: [issue('networkSendQuality', 'bad')] }));
    clock.advance(10_000);
    accept(makeReport({ number: 3, issues: [issue('networkSendQuality', 'good')] }));
    expect(of('issueRaised')).toEqual([
      [{ code: 'networkSendQuality', level: 'poor' }],
      [{ code: 'networkSendQuality', level: 'bad' }],
    ]);
    expect(of('issueCleared')).toEqual([[{ code: 'networkSendQuality', seconds: 20 }]]);
    expect(of('issueActive')).toEqual([
      ['networkSendQuality', 1],
      ['networkSendQuality', 0],
    ]);
  });

  it('are as old as they are, however late their report comes', () => {
    const { accept, of, clock } = setUp();
    clock.advance(100_000);
    // Both reports waited for a socket; the client's own clock says how long.
    accept(
      makeReport({
        number: 1,
        clock: { endMs: 30_000, sentMs: 90_000 },
        issues: [issue('networkSendQuality', 'bad', 5_000)],
      }),
    );
    accept(
      makeReport({
        number: 2,
        clock: { endMs: 80_000, sentMs: 90_000 },
        issues: [issue('networkSendQuality', 'good', 5_000)],
      }),
    );
    expect(of('issueCleared')).toEqual([[{ code: 'networkSendQuality', seconds: 50 }]]);
  });

  it('are told by themselves, and nothing else is counted then', () => {
    const { accept, of, calls } = setUp();
    const told = { intervalMs: 0, issuesOnly: true, receive: undefined };
    expect(accept(makeReport({ ...told, issues: [issue('cameraFreeze', 'bad')] }))?.band).toBe('unknown');
    expect(calls.map(([name]) => name)).toEqual(['report', 'issueRaised', 'issueActive']);
    expect(of('report').map(([result]) => result)).toEqual(['accepted']);
  });

  it.each<[string, Partial<Omit<Report, 'tracks'>>]>([
    ['an interval of no time', { intervalMs: 0 }],
    ['issues alone over some time', { issuesOnly: true, receive: undefined }],
    ['issues alone with a transport', { issuesOnly: true, intervalMs: 0 }],
  ])('come with a report that fits together, not with %s', (_what, wrong) => {
    const { accept, of } = setUp();
    accept(makeReport(wrong));
    expect(of('report').map(([result]) => result)).toEqual(['malformed']);
  });

  it('stay as they are when a late report tells of an earlier change', () => {
    const { accept, of } = setUp();
    accept(makeReport({ number: 3, issues: [issue('cameraFreeze', 'good')] }));
    accept(makeReport({ number: 2, issues: [issue('cameraFreeze', 'bad')] }));
    expect(of('issueRaised')).toEqual([]);
    accept(makeReport({ number: 5, issues: [issue('cameraFreeze', 'bad')] }));
    accept(makeReport({ number: 4, issues: [issue('cameraFreeze', 'good')] }));
    expect(of('issueActive')).toEqual([['cameraFreeze', 1]]);
  });

  it('count participants, and are cleared when one leaves', () => {
    const { accept, of, ingest } = setUp();
    for (const number of [1, 2])
      accept(makeReport({ issues: [issue('cameraFreeze', 'bad')] }), legOf(number));
    ingest.forget(legOf(1).participantId);
    ingest.forget(legOf(1).participantId);
    expect(of('issueActive')).toEqual([
      ['cameraFreeze', 1],
      ['cameraFreeze', 2],
      ['cameraFreeze', 1],
    ]);
    expect(of('issueCleared')).toHaveLength(1);
  });

  it('are taken in the order of their time, and what was never raised is not cleared', () => {
    const { accept, of } = setUp();
    const changes = [
      issue('cameraFreeze', 'good', 200),
      issue('cameraFreeze', 'bad', 500),
      issue('noNetwork', 'good', 600),
    ];
    accept(makeReport({ issues: changes }));
    expect(of('issueActive')).toEqual([
      ['cameraFreeze', 1],
      ['cameraFreeze', 0],
    ]);
    expect(of('issueCleared')).toHaveLength(1);
  });

  it('that are nobody’s business are not counted', () => {
    const { accept, of } = setUp();
    accept(makeReport({ issues: [issue('speakingWhileMicrophoneIsMuted', 'bad')] }));
    expect(of('issueRaised')).toEqual([]);
    expect(of('valuesRejected')).toEqual([[1]]);
  });
});

describe('milestones', () => {
  it('are told once per leg', () => {
    const { accept, of } = setUp();
    accept(makeReport({ number: 1, milestones: { joined: 120, firstAudio: 800 } }));
    accept(makeReport({ number: 2, milestones: { joined: 120, firstVideo: 900 } }));
    expect(of('milestone').map(([stage, seconds]) => [stage, seconds])).toEqual([
      ['joined', 0.12],
      ['firstAudio', 0.8],
      ['firstVideo', 0.9],
    ]);
  });
});

describe('what is remembered', () => {
  it('is bounded: the leg that was silent longest goes first, and its issues with it', () => {
    const { accept, of } = setUp({ maxLegs: 2 });
    accept(makeReport({ issues: [{ code: 'cameraFreeze', level: 'bad', agoMs: 1 }] }), legOf(1));
    accept(makeReport(), legOf(2));
    accept(makeReport({ number: 2 }), legOf(1));
    accept(makeReport(), legOf(3));
    expect(of('issueActive')).toEqual([['cameraFreeze', 1]]);
    accept(makeReport(), legOf(4));
    expect(of('issueActive').at(-1)).toEqual(['cameraFreeze', 0]);
  });

  it('is nothing when a leg is forgotten: the same numbers count again', () => {
    const { accept, of, ingest } = setUp();
    accept(makeReport());
    ingest.forget(LEG.participantId);
    accept(makeReport());
    expect(of('report').map(([result]) => result)).toEqual(['accepted', 'accepted']);
  });

  it('knows every code of the list', () => {
    const { accept, of } = setUp();
    accept(makeReport({ issues: ISSUE_CODES.map((code) => ({ code, level: 'bad' as const, agoMs: 1 })) }));
    expect(of('issueRaised')).toHaveLength(REPORTED_ISSUE_CODES.length);
  });
});
