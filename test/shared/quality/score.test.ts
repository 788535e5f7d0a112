import {
  intervalOf,
  QUALITY_THRESHOLDS,
  Report,
  scoreTrack,
  UNKNOWN_QUALITY,
  type ReportInterval,
  type TrackInterval,
} from '@earshot/shared';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeReport, TRACK_IDS } from '../../support/reports.ts';

const interval: ReportInterval = {
  intervalMs: 10_000,
  gap: false,
  rttMs: { send: 40, receive: 40 },
  paths: { send: undefined, receive: undefined },
  tracks: [],
};
const audio: TrackInterval = {
  trackId: 'a',
  direction: 'receive',
  source: 'microphone',
  kind: 'audio',
  values: { expectedMs: 10_000, packets: 500, packetsLost: 0, concealedMs: 0, jitterBufferMs: 40 },
};
const video: TrackInterval = {
  trackId: 'v',
  direction: 'receive',
  source: 'camera',
  kind: 'video',
  values: { expectedMs: 10_000, packets: 900, packetsLost: 0, frames: 250, freezeMs: 0 },
};
const sentAudio: TrackInterval = {
  ...audio,
  direction: 'send',
  values: { expectedMs: 10_000, packets: 500, packetsLost: 0 },
};
const sentVideo: TrackInterval = {
  ...video,
  direction: 'send',
  values: { expectedMs: 10_000, packets: 900, packetsLost: 0, frames: 250 },
};
const share: TrackInterval = { ...video, source: 'screen' };

function having(track: TrackInterval, values: TrackInterval['values']): TrackInterval {
  return { ...track, values: { ...track.values, ...values } };
}

function without(track: TrackInterval, ...names: (keyof TrackInterval['values'])[]): TrackInterval {
  const values = Object.fromEntries(
    Object.entries(track.values).filter(([name]) => !names.some((left) => left === name)),
  );
  return { ...track, values };
}

describe('the score of a track', () => {
  it.each([
    ['sound without harm', audio],
    ['picture without harm', video],
    ['sent picture in full rate', sentVideo],
    ['a still share', having(share, { frames: 3 })],
    ['a camera that is slow in the dark', having(video, { frames: 140 })],
    ['3 % audible concealment', having(audio, { concealedMs: 300 })],
    ['freezes of 0.1 s in 10 s', having(video, { freezeMs: 100 })],
  ])('is good for %s', (_what, track) => {
    expect(scoreTrack(track, interval)).toMatchObject({ band: 'good', factor: 'none' });
  });

  it.each([
    ['5 % audible concealment', having(audio, { concealedMs: 500 }), 'concealment', 60],
    ['10 % audible concealment', having(audio, { concealedMs: 1_000 }), 'concealment', 31],
    ['a long jitter buffer', having(audio, { jitterBufferMs: 360 }), 'delay', 60],
    ['a jitter buffer at the limit of talking', having(audio, { jitterBufferMs: 710 }), 'delay', 20],
    ['freezes of 1 s in 10 s', having(video, { freezeMs: 1_000 }), 'freeze', 40],
    ['freezes of 3 s in 10 s', having(video, { freezeMs: 3_000 }), 'freeze', 20],
    ['10 frames a second', having(video, { frames: 100 }), 'lowFps', 57],
    ['6 frames a second', having(video, { frames: 60 }), 'lowFps', 34],
    ['6 frames a second that are sent', having(sentVideo, { frames: 60 }), 'lowFps', 34],
    ['packets without a frame', having(video, { frames: 0 }), 'freeze', 0],
    ['no packets', having(video, { packets: 0, frames: 0 }), 'dry', 0],
    ['no packets sent', having(sentAudio, { packets: 0 }), 'dry', 0],
    ['4 % of the sent picture lost', having(sentVideo, { packetsLost: 36 }), 'loss', 60],
    ['a share that stands still half the time', having(share, { freezeMs: 5_000 }), 'freeze', 34],
    [
      'the same where freezes are not measured',
      without(having(share, { packetsLost: 100 }), 'freezeMs'),
      'loss',
      0,
    ],
  ])('finds the cause of %s', (...[, track, factor, score]) => {
    expect(scoreTrack(track, interval)).toMatchObject({ factor, score });
  });

  it('judges the harm that loss does, not the loss, where the harm is known', () => {
    expect(scoreTrack(having(audio, { packetsLost: 25 }), interval).band).toBe('good');
    expect(scoreTrack(having(video, { packetsLost: 100 }), interval).band).toBe('good');
    const blind = without(having(audio, { packetsLost: 50 }), 'concealedMs');
    expect(scoreTrack(blind, interval)).toEqual({ band: 'fair', factor: 'loss', score: 52 });
  });

  it('never calls a voice good of which a tenth had to be mended', () => {
    const mended = having(audio, { packets: 450, packetsLost: 50 });
    expect(scoreTrack(mended, interval)).toMatchObject({ band: 'fair', factor: 'loss', score: 69 });
    const silent = having(audio, { packets: 54, packetsLost: 6 });
    expect(scoreTrack(silent, interval).band).toBe('good');
  });

  it('forgives loss in silence: fewer packets weigh less', () => {
    const silent = without(having(audio, { packets: 57, packetsLost: 6 }), 'concealedMs');
    expect(scoreTrack(silent, interval)).toMatchObject({ band: 'good', score: 82 });
  });

  it('does not take the loss that a server mixes for the publisher’s', () => {
    expect(scoreTrack(having(sentAudio, { packetsLost: 250 }), interval).band).toBe('unknown');
  });

  it('takes a long way for what it is, of sound that is received', () => {
    const slow = { ...interval, rttMs: { send: 40, receive: 680 } };
    expect(scoreTrack(audio, slow)).toEqual({ band: 'fair', factor: 'delay', score: 60 });
    expect(scoreTrack(video, slow).band).toBe('good');
    const unmeasured = { ...interval, rttMs: { send: undefined, receive: undefined } };
    expect(scoreTrack(having(audio, { jitterBufferMs: 480 }), unmeasured)).toMatchObject({
      factor: 'delay',
      score: 40,
    });
  });

  it.each([
    ['nothing measured', without(audio, 'packets', 'packetsLost', 'concealedMs', 'jitterBufferMs')],
    ['only a jitter buffer', without(audio, 'packetsLost', 'concealedMs')],
    ['no time expected', without(audio, 'expectedMs')],
    ['mostly muted', having(audio, { expectedMs: 4_900 })],
    [
      'too few packets to speak of loss',
      without(having(audio, { packets: 25, packetsLost: 2 }), 'concealedMs'),
    ],
    ['sent sound', sentAudio],
  ])('is unknown, never good, with %s', (_what, track) => {
    expect(scoreTrack(track, interval)).toEqual(UNKNOWN_QUALITY);
  });

  it('is unknown across a gap, whatever the numbers say', () => {
    const gap = { ...interval, gap: true };
    expect(scoreTrack(audio, gap).band).toBe('unknown');
    expect(scoreTrack(having(video, { packets: 0 }), gap).band).toBe('unknown');
  });

  it('does not call a muted microphone dry', () => {
    expect(scoreTrack(having(sentAudio, { packets: 0, expectedMs: 0 }), interval).band).toBe('unknown');
  });

  it('of a share of which nothing comes is unknown: nothing may have moved or sounded', () => {
    for (const source of ['screen', 'screenAudio'] as const)
      expect(scoreTrack({ ...having(video, { packets: 0, frames: 0 }), source }, interval).band).toBe(
        'unknown',
      );
  });

  it('never rises when a number of the report gets worse', () => {
    const worse: readonly [TrackInterval, keyof TrackInterval['values']][] = [
      [audio, 'concealedMs'],
      [audio, 'jitterBufferMs'],
      [without(audio, 'concealedMs'), 'packetsLost'],
      [video, 'freezeMs'],
      [without(video, 'freezeMs', 'frames'), 'packetsLost'],
      [share, 'freezeMs'],
      [sentVideo, 'packetsLost'],
    ];
    const count = fc.integer({ min: 0, max: 10_000 });
    fc.assert(
      fc.property(fc.constantFrom(...worse), count, count, ([track, name], left, right) => {
        const [less, more] = [Math.min(left, right), Math.max(left, right)];
        const scoreAt = (value: number) =>
          scoreTrack(having(track, { [name]: value }), interval).score ?? NaN;
        expect(scoreAt(more)).toBeLessThanOrEqual(scoreAt(less));
      }),
    );
  });

  it('never falls when more frames come', () => {
    const count = fc.integer({ min: 0, max: 600 });
    fc.assert(
      fc.property(fc.constantFrom(video, sentVideo), count, count, (track, left, right) => {
        const scoreAt = (frames: number) => scoreTrack(having(track, { frames }), interval).score ?? NaN;
        expect(scoreAt(Math.min(left, right))).toBeLessThanOrEqual(scoreAt(Math.max(left, right)));
      }),
    );
  });
});

describe('rows of a report', () => {
  it('hold only what was measured', () => {
    const report = makeReport({
      tracks: [
        { direction: 'receive', source: 'microphone', values: { packets: 500, concealedMs: 0 } },
        { direction: 'send', source: 'camera', values: { packets: 900, frames: 240 } },
      ],
    });
    expect(Report.parse(report)).toEqual(report);
    const { tracks, rttMs } = intervalOf(report);
    expect(tracks.map(({ values }) => values)).toEqual([
      { packets: 500, concealedMs: 0 },
      { packets: 900, frames: 240 },
    ]);
    expect(tracks.map(({ kind }) => kind)).toEqual(['audio', 'video']);
    expect(tracks.map(({ trackId }) => trackId)).toEqual(TRACK_IDS.slice(0, 2));
    expect(rttMs).toEqual({ send: undefined, receive: 20 });
  });
});

describe('the threshold table', () => {
  it('has a version and steps that grow', () => {
    const { version, network } = QUALITY_THRESHOLDS;
    expect(version).toBeGreaterThanOrEqual(2);
    for (const measure of ['lossRatio', 'rttMs', 'jitterMs'] as const) {
      expect(network.poor.leave[measure]).toBeLessThan(network.poor.enter[measure]);
      expect(network.bad.leave[measure]).toBeLessThan(network.bad.enter[measure]);
      expect(network.poor.enter[measure]).toBeLessThan(network.bad.leave[measure]);
    }
  });
});
