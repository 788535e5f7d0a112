import {
  intervalOf,
  QUALITY_THRESHOLDS,
  Report,
  scoreInterval,
  scoreTrack,
  type ReportInterval,
  type TrackInterval,
} from '@earshot/shared';
import { describe, expect, it } from 'vitest';
import { makeReport, TRACK_IDS } from '../../support/reports.ts';

const interval: ReportInterval = {
  intervalMs: 10_000,
  gap: false,
  rttMs: { send: 40, receive: 40 },
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
    ['sent sound without loss', sentAudio],
    ['sent picture in full rate', sentVideo],
    ['a still share', having(share, { frames: 3 })],
  ])('is good for %s', (_what, track) => {
    expect(scoreTrack(track, interval)).toEqual({ band: 'good', factor: 'none' });
  });

  it.each([
    ['3 % audible concealment', having(audio, { concealedMs: 300 }), 'fair', 'concealment'],
    ['7 % audible concealment', having(audio, { concealedMs: 700 }), 'poor', 'concealment'],
    ['a long jitter buffer', having(audio, { jitterBufferMs: 250 }), 'fair', 'delay'],
    ['a jitter buffer at the limit of talking', having(audio, { jitterBufferMs: 400 }), 'poor', 'delay'],
    ['freezes of 0.3 s in 10 s', having(video, { freezeMs: 300 }), 'fair', 'freeze'],
    ['freezes of 1 s in 10 s', having(video, { freezeMs: 1_000 }), 'poor', 'freeze'],
    ['10 frames a second', having(video, { frames: 100 }), 'fair', 'lowFrameRate'],
    ['6 frames a second', having(video, { frames: 60 }), 'poor', 'lowFrameRate'],
    ['6 frames a second that are sent', having(sentVideo, { frames: 60 }), 'poor', 'lowFrameRate'],
    ['packets without a frame', having(video, { frames: 0 }), 'poor', 'freeze'],
    ['no packets', having(video, { packets: 0, frames: 0 }), 'poor', 'dry'],
    ['no packets sent', having(sentAudio, { packets: 0 }), 'poor', 'dry'],
    ['4 % of sent sound lost', having(sentAudio, { packetsLost: 20 }), 'fair', 'loss'],
    ['10 % of sent sound lost', having(sentAudio, { packetsLost: 50 }), 'poor', 'loss'],
    ['a share that stands still half the time', having(share, { freezeMs: 5_000 }), 'poor', 'freeze'],
  ])('finds the cause of %s', (...[, track, band, factor]) => {
    expect(scoreTrack(track, interval)).toEqual({ band, factor });
  });

  it('judges the harm that loss does, not the loss, where the harm is known', () => {
    expect(scoreTrack(having(audio, { packetsLost: 100 }), interval).band).toBe('good');
    expect(scoreTrack(having(video, { packetsLost: 100 }), interval).band).toBe('good');
    const blind = without(having(audio, { packetsLost: 100 }), 'concealedMs');
    expect(scoreTrack(blind, interval)).toEqual({ band: 'poor', factor: 'loss' });
  });

  it('takes a long way for what it is', () => {
    const slow = { ...interval, rttMs: { send: 40, receive: 320 } };
    expect(scoreTrack(audio, slow)).toEqual({ band: 'fair', factor: 'delay' });
    expect(scoreTrack(sentAudio, slow).band).toBe('good');
    expect(scoreTrack(audio, { ...interval, rttMs: { send: 40, receive: 500 } }).band).toBe('poor');
  });

  it.each([
    ['nothing measured', without(audio, 'packets', 'packetsLost', 'concealedMs', 'jitterBufferMs')],
    ['only a jitter buffer', without(audio, 'packetsLost', 'concealedMs')],
    ['no time expected', without(audio, 'expectedMs')],
    ['mostly muted', having(audio, { expectedMs: 4_900 })],
    ['too few packets to speak of loss', having(sentAudio, { packets: 25, packetsLost: 2 })],
    ['sent sound that nobody acknowledged', without(sentAudio, 'packetsLost')],
  ])('is unknown, never good, with %s', (_what, track) => {
    expect(scoreTrack(track, interval)).toEqual({ band: 'unknown', factor: 'unknown' });
  });

  it('is unknown across a gap, whatever the numbers say', () => {
    const gap = { ...interval, gap: true };
    expect(scoreTrack(audio, gap).band).toBe('unknown');
    expect(scoreTrack(having(video, { packets: 0 }), gap).band).toBe('unknown');
  });

  it('does not call a muted microphone dry', () => {
    expect(scoreTrack(having(sentAudio, { packets: 0, expectedMs: 0 }), interval).band).toBe('unknown');
  });

  it('never gets better when harm grows', () => {
    const order = ['good', 'fair', 'poor'];
    const bandAt = (concealed: number) =>
      order.indexOf(scoreTrack(having(audio, { concealedMs: concealed }), interval).band);
    let before = 0;
    for (let concealed = 0; concealed <= 10_000; concealed += 50) {
      const band = bandAt(concealed);
      expect(band).toBeGreaterThanOrEqual(before);
      before = band;
    }
    expect(before).toBe(2);
  });
});

describe('the score of an interval', () => {
  it('is that of its worst track, with the cause', () => {
    const tracks = [audio, having(video, { freezeMs: 1_500 }), having(audio, { concealedMs: 400 })];
    const score = scoreInterval({ ...interval, tracks });
    expect(score.quality).toEqual({ band: 'poor', factor: 'freeze' });
    expect(score.tracks.map(({ band }) => band)).toEqual(['good', 'poor', 'fair']);
  });

  it('is unknown without tracks, and when none can be judged', () => {
    expect(scoreInterval(interval).quality).toEqual({ band: 'unknown', factor: 'unknown' });
    const tracks = [having(audio, { expectedMs: 100 })];
    expect(scoreInterval({ ...interval, tracks }).quality.band).toBe('unknown');
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
    const { version, bands, network } = QUALITY_THRESHOLDS;
    expect(version).toBeGreaterThanOrEqual(1);
    for (const [name, { fair, poor }] of Object.entries(bands)) {
      if (name === 'cameraFps') expect(poor).toBeLessThan(fair);
      else expect(poor, name).toBeGreaterThan(fair);
    }
    for (const measure of ['lossRatio', 'rttMs', 'jitterMs'] as const) {
      expect(network.poor.leave[measure]).toBeLessThan(network.poor.enter[measure]);
      expect(network.bad.leave[measure]).toBeLessThan(network.bad.enter[measure]);
      expect(network.poor.enter[measure]).toBeLessThan(network.bad.leave[measure]);
    }
  });
});
