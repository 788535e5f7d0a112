import type { Report } from '@earshot/shared';
import { describe, expect, it } from 'vitest';
import { makeReport, makeTrackReports, type ReportTrack } from '../../support/reports.ts';
import { frozenVideo, goodAudio, setUp } from './ingest-setup.ts';

describe('a report that comes again or late', () => {
  it('is counted once', () => {
    const { accept, of } = setUp();
    accept(makeReport({ tracks: [goodAudio] }));
    accept(makeReport({ tracks: [goodAudio] }));
    expect(of('report').map(([result]) => result)).toEqual(['accepted', 'duplicate']);
    expect(of('qualitySeconds')).toHaveLength(2);
  });

  it('Q2: takes the place of an earlier telling when its revision is higher, and counts nothing again', () => {
    const { accept, of, judged } = setUp();
    accept(makeReport({ tracks: [frozenVideo] }));
    const before = of('qualitySeconds').length;
    accept(makeReport({ revision: 1, tracks: [goodAudio] }));
    accept(makeReport({ revision: 1, tracks: [goodAudio] }));
    accept(makeReport({ tracks: [goodAudio] }));
    expect(of('report').map(([result]) => result)).toEqual(['accepted', 'revised', 'duplicate', 'duplicate']);
    expect(of('qualitySeconds')).toHaveLength(before);
    expect(of('mediaSeconds')).toHaveLength(1);
    expect(judged.map(({ number, revision }) => [number, revision])).toEqual([
      [1, 0],
      [1, 1],
    ]);
  });

  it('counts, but does not say how the participant is now', () => {
    const { accept, of } = setUp();
    expect(accept(makeReport({ number: 6, tracks: [goodAudio] }))?.band).toBe('good');
    for (const number of [5, 4, 3]) {
      expect(accept(makeReport({ number, tracks: [frozenVideo] }))?.band).toBe('good');
    }
    expect(of('mediaSeconds')).toHaveLength(4);
    expect(of('reportsLost')).toEqual([]);
  });

  it('is missed when it can come no more', () => {
    const { accept, of, clock } = setUp();
    for (let number = 1; number <= 70; number += 1) {
      clock.advance(10_000);
      if (number !== 2 && number !== 3) accept(makeReport({ number }));
    }
    expect(of('reportsLost')).toEqual([[1], [1]]);
    accept(makeReport({ number: 2 }));
    expect(of('report').at(-1)?.[0]).toBe('stale');
  });

  it('cannot make thousands of others count as lost by its number', () => {
    const { accept, of } = setUp();
    accept(makeReport({ number: 1 }));
    accept(makeReport({ number: 2_000_000_000 }));
    expect(of('reportsLost')).toEqual([[64]]);
  });
});

describe('a report that cannot be true', () => {
  const tracks = makeTrackReports([goodAudio, frozenVideo]);
  const [kind = 0] = tracks.kinds;

  it.each<[string, Report['tracks']]>([
    ['more vectors than tracks', { ...tracks, vectors: [[], [], []] }],
    ['fewer vectors than tracks', { ...tracks, vectors: [[]] }],
    ['fewer kinds than tracks', { ...tracks, kinds: [kind] }],
    ['a track that stands twice', { ...tracks, refs: ['11111111', '11111111'], kinds: [kind, kind] }],
  ])('is refused: %s', (_what, wrong) => {
    const { accept, of, calls } = setUp();
    expect(accept({ ...makeReport(), tracks: wrong })?.band).toBe('unknown');
    expect(of('report').map(([result]) => result)).toEqual(['malformed']);
    expect(calls).toHaveLength(1);
  });

  it('may leave out what is missing at the end of a vector', () => {
    const { accept, of } = setUp();
    accept({ ...makeReport(), tracks: { ...tracks, vectors: [[1_000], []] } });
    expect(of('report').map(([result]) => result)).toEqual(['accepted']);
    expect(of('mediaSeconds')).toHaveLength(1);
  });

  it('loses the values that no call can reach, not the others', () => {
    const { accept, of } = setUp();
    const wild: ReportTrack = {
      ...frozenVideo,
      values: {
        ...frozenVideo.values,
        freezeMs: 60_000,
        bytes: 2.9e10,
        frameHeight: 20_000,
        jitterMaxMs: 1e9,
      },
    };
    const quality = accept(makeReport({ tracks: [wild] }));
    expect(of('valuesRejected')).toEqual([[4]]);
    expect(of('freezeSeconds')).toEqual([]);
    expect(of('mediaBytes')).toEqual([]);
    expect(of('frames')).toHaveLength(1);
    expect(quality).toMatchObject({ band: 'good', factor: 'none', score: 100 });
  });

  it('is handed over in whole milliseconds, though the monotonic clock counts parts of them', () => {
    const { accept, judged, clock } = setUp();
    clock.advance(10_000.4);
    accept(makeReport({ tracks: [goodAudio] }));
    expect(judged.map(({ startAt, endAt }) => [startAt % 1, endAt % 1])).toEqual([[0, 0]]);
  });

  it('cannot claim more time than has passed', () => {
    const { accept, of, clock } = setUp();
    for (let number = 1; number <= 30; number += 1) {
      clock.advance(1_000);
      accept(makeReport({ number, tracks: [goodAudio] }));
    }
    const seconds = of('reportedSeconds').reduce((sum, [part]) => sum + Number(part), 0);
    expect(seconds).toBeLessThanOrEqual(30 + 120);
    expect(of('report').map(([result]) => result)).toContain('overdrawn');
  });

  it('is taken again once the time it claims has passed', () => {
    const { accept, of, clock } = setUp();
    let number = 0;
    const next = () => accept(makeReport({ number: (number += 1), intervalMs: 60_000 }));
    for (let count = 0; count < 3; count += 1) next();
    expect(of('report').map(([result]) => result)).toEqual(['accepted', 'accepted', 'overdrawn']);
    clock.advance(60_000);
    next();
    expect(of('report').at(-1)?.[0]).toBe('accepted');
  });
});
