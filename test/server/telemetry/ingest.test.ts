import { encodeMeasures, UNKNOWN_QUALITY, type Quality } from '@earshot/shared';
import { describe, expect, it } from 'vitest';
import { makeReport, TRACK_IDS } from '../../support/reports.ts';
import { frozenVideo, goodAudio, LEG, legOf, sentVideo, setUp } from './ingest-setup.ts';

describe('a report', () => {
  it('gives the participant’s quality and its cause', () => {
    const { accept, of } = setUp();
    const quality = accept(makeReport({ tracks: [goodAudio, frozenVideo] }));
    const frozen = { band: 'poor', factor: 'freeze', blame: 'unknown' };
    expect(quality).toMatchObject({ ...frozen, score: 35 });
    const from = { callId: LEG.callId, participantId: LEG.participantId };
    const nothing = { band: 'unknown', factor: 'none', blame: 'none' };
    expect(of('qualitySeconds')).toEqual([
      [{ direction: 'receive', kind: 'video', ...frozen }, 10, from],
      [{ direction: 'send', kind: 'none', ...nothing }, 10, from],
    ]);
    const fine = { band: 'good', factor: 'none', blame: 'none' };
    expect(of('trackQualitySeconds').map(([labels]) => labels)).toEqual([
      { direction: 'receive', kind: 'audio', source: 'microphone', ...fine },
      { direction: 'receive', kind: 'video', source: 'camera', ...frozen },
    ]);
  });

  it('counts what was received: each publisher’s trouble harms those who notice it', () => {
    const { accept, of, judged, clock } = setUp();
    const [share, thumbnail] = TRACK_IDS;
    if (share === undefined || thumbnail === undefined) throw new Error('no ids');
    const videos = [
      { trackId: share, height: 720, priority: 255 },
      { trackId: thumbnail, height: 90, priority: 100 },
    ];
    const tracks = [{ ...frozenVideo, source: 'screen' as const }, frozenVideo];
    expect(accept(makeReport({ number: 1, tracks }), { ...LEG, videos })?.score).toBe(80);
    clock.advance(10_000);
    expect(accept(makeReport({ number: 2, tracks }), LEG)?.band).toBe('fair');
    expect(judged.map(({ reception }) => reception.score)).toEqual([80, 35]);
    expect(of('trackQualitySeconds').map(([labels]) => (labels as Quality).band)).toEqual([
      'good',
      'poor',
      'good',
      'poor',
    ]);
  });

  it('is judged against how its tracks are sent and shown', () => {
    const { accept, judged, clock } = setUp();
    const [trackId] = TRACK_IDS;
    if (trackId === undefined) throw new Error('no ids');
    const publisher = { ...legOf(2), tracks: [{ trackId, height: 720 }] };
    const values = { expectedMs: 10_000, packets: 900, packetsLost: 0, frames: 150 };
    accept(
      makeReport({ tracks: [{ ...sentVideo, values: { ...values, frames: 300, frameHeight: 720 } }] }),
      publisher,
    );
    const tracks = [{ ...frozenVideo, values: { ...values, freezeMs: 0, frameHeight: 360 } }];
    const leg = { ...LEG, videos: [{ trackId, height: 720, priority: 100 }], loweredVideos: 0 };
    for (const [number, loweredVideos] of [0, 0, 1].entries()) {
      accept(makeReport({ number: number + 1, tracks }), { ...leg, loweredVideos });
      clock.advance(9_500);
    }
    // The first interval knows the publisher but not yet for how long the video has been shown so.
    expect(judged.slice(1).map(({ reception }) => reception)).toMatchObject([
      { score: 83, factor: 'none' },
      { score: 57, factor: 'lowFps' },
      { score: 57, factor: 'lowFps' },
    ]);
    const still = [{ ...frozenVideo, values: { ...values, freezeMs: 0, frames: 300, frameHeight: 180 } }];
    accept(makeReport({ number: 4, tracks: still }), { ...leg, loweredVideos: 1 });
    expect(judged.at(-1)?.reception).toMatchObject({ score: 30, factor: 'layer' });
  });

  it('is judged against how tall others want what it sends, and no taller', () => {
    const { accept, of } = setUp();
    const [trackId] = TRACK_IDS;
    if (trackId === undefined) throw new Error('no ids');
    const values = {
      expectedMs: 10_000,
      packets: 900,
      frames: 300,
      limitedBandwidthMs: 10_000,
      bytes: 250_000,
    };
    const tracks = [{ ...sentVideo, values }];
    const scoreWith = (height: number, number: number) => {
      accept(makeReport({ number }), {
        ...LEG,
        videos: [{ trackId, height, priority: 100 }],
        loweredVideos: 0,
      });
      accept(makeReport({ number, tracks }), { ...legOf(2), tracks: [{ trackId, height: 360 }] });
      return of('trackQualitySeconds').at(-1)?.[0];
    };
    expect(scoreWith(180, 1)).toMatchObject({ band: 'good', factor: 'none' });
    expect(scoreWith(720, 2)).toMatchObject({ band: 'fair', factor: 'bitrate' });
  });

  it('shows others what the participant sends badly, and does not count it as received', () => {
    const { accept, judged } = setUp();
    const slow = { ...sentVideo, values: { ...sentVideo.values, frames: 50 } };
    expect(accept(makeReport({ tracks: [goodAudio, slow] }))).toMatchObject({
      band: 'poor',
      factor: 'lowFps',
      score: 29,
    });
    expect(judged).toMatchObject([
      {
        reception: { band: 'good', factor: 'none', score: 97 },
        sending: { band: 'poor', factor: 'lowFps', score: 29 },
      },
    ]);
  });

  it('is shown smoothed, and counted as it was', () => {
    const { accept, judged, clock } = setUp();
    const shown = [goodAudio, frozenVideo, goodAudio, goodAudio].map((track, index) => {
      const quality = accept(makeReport({ number: index + 1, tracks: [track] }));
      clock.advance(10_000);
      return quality;
    });
    expect(shown.map((quality) => quality?.score)).toEqual([97, 47, 67, 79]);
    expect(shown.map((quality) => quality?.factor)).toEqual(['none', 'freeze', 'freeze', 'freeze']);
    // The band's own time: it has been fair since the second.
    const [first = NaN, ...since] = shown.map((quality) => quality?.since);
    expect(since).toEqual([first + 10_000, first + 10_000, first + 10_000]);
    expect(judged.map(({ reception }) => reception.band)).toEqual(['good', 'poor', 'good', 'good']);
  });

  it('is counted in seconds of harm and in ratios of its interval', () => {
    const { accept, of } = setUp();
    accept(makeReport({ tracks: [goodAudio, frozenVideo, sentVideo] }));
    const audio = { direction: 'receive', kind: 'audio', source: 'microphone' };
    const video = { direction: 'receive', kind: 'video', source: 'camera' };
    const sent = { direction: 'send', kind: 'video', source: 'camera' };
    expect(of('mediaSeconds')).toEqual([
      [audio, 10],
      [video, 10],
      [sent, 10],
    ]);
    expect(of('concealedSeconds')).toEqual([[audio, 0.05]]);
    expect(of('freezeSeconds')).toEqual([[video, 1.5]]);
    expect(of('limitedSeconds')).toEqual([
      [{ ...sent, reason: 'bandwidth' }, 2],
      [{ ...sent, reason: 'cpu' }, 0],
    ]);
    expect(of('lossRatio').map(([labels, ratio]) => [labels, ratio])).toEqual([
      [audio, 0.01],
      [video, 0],
      [sent, 0.02],
    ]);
    expect(of('concealmentRatio').map(([, ratio]) => ratio)).toEqual([0.005]);
    expect(of('freezeRatio').map(([, ratio]) => ratio)).toEqual([0.15]);
    expect(of('videoFps')).toEqual([
      [video, 20],
      [sent, 30],
    ]);
    expect(of('bitrate')).toEqual([
      [audio, 32_000],
      [video, 720_000],
    ]);
    expect(of('frames')).toEqual([
      [video, 200],
      [sent, 300],
    ]);
    expect(of('framesDropped')).toEqual([[video, 4]]);
    expect(of('mediaBytes')).toEqual([
      [audio, 40_000],
      [video, 900_000],
    ]);
    expect(of('packets')).toContainEqual([audio, { received: 495, lost: 5 }]);
    expect(of('jitterSeconds')).toEqual([[audio, 0.008]]);
    expect(of('jitterBufferSeconds')).toEqual([[audio, 0.04]]);
    expect(of('rttSeconds').map(([direction, seconds]) => [direction, seconds])).toEqual([['receive', 0.02]]);
  });

  it('counts nothing that was not measured: absent is not zero', () => {
    const { accept, calls } = setUp();
    const quality = accept(
      makeReport({
        receive: undefined,
        tracks: [{ direction: 'receive', source: 'camera', values: { expectedMs: 10_000 } }],
      }),
    );
    expect(quality).toEqual(UNKNOWN_QUALITY);
    expect(calls.map(([name]) => name)).toEqual([
      'report',
      'reportAge',
      'reportedSeconds',
      'qualitySeconds',
      'qualitySeconds',
      'ownQualitySeconds',
      'trackQualitySeconds',
      'mediaSeconds',
    ]);
  });

  it('counts the time in which a browser lacks a measure', () => {
    const { accept, of } = setUp();
    const measures = {
      given: encodeMeasures(['freezes']),
      lacking: encodeMeasures(['quantizer', 'playout']),
    };
    accept(makeReport({ measures }));
    expect(of('unmeasuredSeconds')).toEqual([
      ['quantizer', 10],
      ['playout', 10],
    ]);
  });

  it('with a gap keeps its counters but gives neither ratios nor a verdict', () => {
    const { accept, of } = setUp();
    const quality = accept(makeReport({ gap: true, tracks: [goodAudio, frozenVideo] }));
    expect(quality?.band).toBe('unknown');
    expect(of('freezeSeconds')).toHaveLength(1);
    for (const ratio of ['lossRatio', 'concealmentRatio', 'freezeRatio', 'videoFps', 'bitrate'] as const) {
      expect(of(ratio), ratio).toEqual([]);
    }
  });

  it('is counted with its size', () => {
    const { accept, of } = setUp();
    const report = makeReport({ tracks: [goodAudio] });
    accept(report);
    expect(of('report')).toEqual([['accepted', JSON.stringify(report).length]]);
  });
});
