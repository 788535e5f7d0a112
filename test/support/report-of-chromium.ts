import { TrackId, type Report } from '@earshot/shared';
import { createCallStats } from '../../client/stats/call-stats.ts';
import type { StatsTrack } from '../../client/stats/inputs.ts';
import { createFakeClock } from './fake-clock.ts';
import {
  makeRaw,
  makeStatsOptions,
  makeTrack,
  makeTransports,
  readCapture,
  runSeconds,
  type FakeStat,
} from './stats.ts';

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

/** The report of ten seconds of these tracks, made by the client's own code from what Chromium said of real ones. */
export async function reportOf(tracks: readonly StatsTrack[]): Promise<Report> {
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

/** So many received tracks, microphones and cameras by turns, and one of each that is sent. */
export function makeTracks(received: number): StatsTrack[] {
  const sources = Array.from({ length: received }, (_, index) => (index % 2 === 0 ? 'microphone' : 'camera'));
  const tracks = [...sources.map((source) => ['receive', source] as const), ...SENT];
  return tracks.map(([direction, source], position) => ({
    ...makeTrack(direction, source),
    trackId: makeTrackId(position),
    mid: String(position),
  }));
}

const SENT = [
  ['send', 'microphone'],
  ['send', 'camera'],
] as const;

/** Ids that begin differently, as random ones do. */
function makeTrackId(position: number): TrackId {
  const start = (0xa0_00_00_00 + position * 7_919).toString(16);
  return TrackId.parse(`${start}-1111-4111-8111-111111111111`);
}
