import { intervalOf } from '@earshot/shared';
import { SentTracks } from '@earshot/server/telemetry/sent-tracks.ts';
import { describe, expect, it } from 'vitest';
import { makeReport, TRACK_IDS, type ReportTrack } from '../../support/reports.ts';

const [trackId] = TRACK_IDS;
if (trackId === undefined) throw new Error('no ids');
const owned = [{ trackId, height: 720 }];
const transport = { rttMs: 80, rttMaxMs: 90, availableBps: null, path: 'udp', state: 'connected' } as const;

/** An interval in which the first track was sent so. */
function sent(values: ReportTrack['values'], direction: 'send' | 'receive' = 'send') {
  return intervalOf(
    makeReport({
      send: transport,
      tracks: [{ direction, source: 'camera', values: { expectedMs: 10_000, ...values } }],
    }),
  );
}

describe('how tracks are sent', () => {
  it('is what their publisher said last', () => {
    const tracks = new SentTracks();
    tracks.note(sent({ frames: 300, frameHeight: 720 }), owned, 0);
    expect(tracks.get(trackId, 30_000)).toEqual({ frameRate: 30, frameHeight: 720, rttMs: 80 });
    expect(tracks.get(TRACK_IDS[1] ?? '', 0)).toBeUndefined();
  });

  it('is the lower of what was said last and before', () => {
    const tracks = new SentTracks();
    const heightAfter = (frameHeight: number, now: number) => {
      tracks.note(sent({ frames: 300, frameHeight }), owned, now);
      return tracks.get(trackId, now)?.frameHeight;
    };
    expect([720, 180, 360, 720, 720].map((height, index) => heightAfter(height, index * 10_000))).toEqual([
      720, 180, 180, 360, 720,
    ]);
  });

  it('is not what somebody says of another’s track, nor of one that is received', () => {
    const tracks = new SentTracks();
    tracks.note(sent({ frames: 10 }), [], 0);
    tracks.note(sent({ frames: 10 }, 'receive'), owned, 0);
    expect(tracks.get(trackId, 0)).toBeUndefined();
  });

  it('is forgotten when its publisher has been silent', () => {
    const tracks = new SentTracks();
    tracks.note(sent({ frames: 300 }), owned, 0);
    expect(tracks.get(trackId, 30_001)).toBeUndefined();
    tracks.note(sent({ frames: 100 }), owned, 60_000);
    expect(tracks.get(trackId, 60_000)?.frameRate).toBe(10);
  });

  it('tells of sound what holds the pictures on its path back', () => {
    const tracks = new SentTracks();
    const [voiceId, cameraId] = TRACK_IDS;
    if (voiceId === undefined || cameraId === undefined) throw new Error('no ids');
    const report = makeReport({
      send: transport,
      tracks: [
        { direction: 'send', source: 'microphone', values: { expectedMs: 10_000, packets: 500 } },
        {
          direction: 'send',
          source: 'camera',
          values: { expectedMs: 10_000, limitedBandwidthMs: 8_000, limitedCpuMs: 1_000 },
        },
      ],
    });
    const noteAt = (now: number) => {
      tracks.note(intervalOf(report), [{ trackId: voiceId }, { trackId: cameraId }], now);
      return [tracks.limits(voiceId, now), tracks.limits(cameraId, now)];
    };
    const none = { cpuLimited: undefined, bandwidthLimited: undefined };
    // An estimate that still climbs holds every camera back.
    expect(noteAt(0)).toEqual([none, { ...none, cpuLimited: 0.1 }]);
    expect(noteAt(10_000)).toEqual([none, { ...none, cpuLimited: 0.1 }]);
    expect(noteAt(20_000)).toEqual([
      { cpuLimited: undefined, bandwidthLimited: 0.8 },
      { cpuLimited: 0.1, bandwidthLimited: 0.8 },
    ]);
  });
});
