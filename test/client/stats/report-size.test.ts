import { LIMITS, Report } from '@earshot/shared';
import { describe, expect, it } from 'vitest';
import { createCallStats } from '../../../client/stats/call-stats.ts';
import type { StatsTrack } from '../../../client/stats/inputs.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import {
  makeRaw,
  makeStatsOptions,
  makeTrack,
  makeTransports,
  readCapture,
  runSeconds,
  type FakeStat,
} from '../../support/stats.ts';

const capture = readCapture('chromium');

/** The statistics of a real stream, given to each of many tracks and carried on at its own pace. */
function template(direction: 'send' | 'receive', kind: 'audio' | 'video'): readonly [FakeStat, FakeStat] {
  const type = direction === 'send' ? 'outbound-rtp' : 'inbound-rtp';
  const [before, after] = [0, 1].map((position) => {
    const stats = capture.samples[position]?.[direction] ?? [];
    return stats.find((stat) => stat.type === type && stat['kind'] === kind && stat['mid'] !== 'probator');
  });
  if (before === undefined || after === undefined) throw new Error('the capture lacks a stream');
  return [before, after];
}

function streamAt(
  [before, after]: readonly [FakeStat, FakeStat],
  second: number,
  track: StatsTrack,
): FakeStat {
  const moved: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(after)) {
    const earlier = before[name];
    if (typeof value === 'number' && typeof earlier === 'number' && name !== 'ssrc') {
      moved[name] = value + (value - earlier) * second * (1 + Number(track.mid) / 50);
    }
  }
  const timestamp = after.timestamp + 1_000 * second;
  return {
    ...after,
    ...moved,
    timestamp,
    id: `S${String(track.mid)}`,
    ssrc: Number(track.mid) + 5_000,
    mid: track.mid,
  };
}

async function reportOf(tracks: readonly StatsTrack[]): Promise<Report> {
  const clock = createFakeClock();
  const stats = createCallStats(
    makeStatsOptions(clock, {
      transports: () =>
        makeTransports((direction) => {
          const second = clock.monotonic() / 1_000;
          const own = tracks.filter((track) => track.direction === direction);
          const streams = own.map((track) => {
            const kind = track.source === 'microphone' ? 'audio' : 'video';
            return streamAt(template(direction, kind), second, track);
          });
          const others = (capture.samples[1]?.[direction] ?? []).filter(
            (stat) => !stat.type.endsWith('-rtp'),
          );
          return makeRaw([...others, ...streams]);
        }),
      tracks: () => tracks,
    }),
  );
  stats.start();
  await runSeconds(clock, 12);
  stats.takeReport();
  await runSeconds(clock, 10);
  const report = stats.takeReport();
  stats.stop();
  return report;
}

function makeTracks(received: number): StatsTrack[] {
  const sources = Array.from({ length: received }, (_, index) => (index % 2 === 0 ? 'microphone' : 'camera'));
  return [
    ...sources.map((source, position) => makeTrack('receive', source, { position })),
    makeTrack('send', 'microphone', { position: received }),
    makeTrack('send', 'camera', { position: received + 1 }),
  ];
}

describe('the size of a report', () => {
  it('stays below 300 bytes a second with 16 received and two sent tracks', async () => {
    const report = await reportOf(makeTracks(16));
    expect(Report.safeParse(report).error).toBeUndefined();
    expect(report.tracks.trackId).toHaveLength(18);
    const bytes = JSON.stringify(report).length;
    process.stdout.write(`report: 18 tracks, ${String(bytes)} bytes, ${String(bytes / 10)} bytes/s\n`);
    expect(bytes / 10).toBeLessThan(300);
  });

  it('is bounded in the largest call, and leaves out received tracks, not sent ones', async () => {
    const report = await reportOf(makeTracks(120));
    expect(report.tracks.trackId).toHaveLength(LIMITS.maxReportTracks);
    expect(report.tracks.direction.filter((direction) => direction === 'send')).toHaveLength(2);
    expect(JSON.stringify(report).length).toBeLessThan(LIMITS.maxFrameBytes / 4);
    expect(Report.safeParse(report).error).toBeUndefined();
  });
});
