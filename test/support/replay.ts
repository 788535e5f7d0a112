import { readFileSync } from 'node:fs';
import { decodeTrack, decodeTrackKind, type IssueCode, type Report, type TrackValues } from '@earshot/shared';
import { createDiagnostics } from '../../client/diagnostics/diagnostics.ts';
import type { Diagnostics, TrackFacts } from '../../client/diagnostics/inputs.ts';
import { createCallStats } from '../../client/stats/call-stats.ts';
import type { Round } from '../../client/stats/sampler.ts';
import { unpack, type Recording } from './capture/recording.ts';
import { createFakeClock } from './fake-clock.ts';
import { makeRaw, makeStatsOptions, makeTransports, settle, tracksOf } from './stats.ts';

/** A change of an issue, by the second of the recording. */
export interface ReplayedChange {
  readonly code: IssueCode;
  readonly isRaised: boolean;
  readonly second: number;
}

/** What the library made of a recording. */
export interface Replayed {
  readonly changes: readonly ReplayedChange[];
  /** One for each ten seconds. */
  readonly reports: readonly Report[];
  /** When the network became bad, and good again, in seconds of the recording. */
  readonly impaired: { readonly from: number; readonly to: number };
}

/** Names of recordings of which a part is bad. */
export type RecordingName = 'loss10' | 'rate150';

/** Plays a recording of a real browser through the library's own statistics and detectors, on virtual time. */
export async function replay(name: RecordingName): Promise<Replayed> {
  const file = new URL(`../fixtures/getstats/${name}.json`, import.meta.url);
  const recording = JSON.parse(readFileSync(file, 'utf8')) as Recording;
  const seconds = unpack(recording);
  const clock = createFakeClock();
  let position = 0;
  let round: Round | undefined;
  const diagnostics = createDiagnostics({ clock });
  const stats = createCallStats(
    makeStatsOptions(clock, {
      transports: () => makeTransports((direction) => makeRaw(seconds[position]?.[direction] ?? [])),
      tracks: () => tracksOf({ ...recording, samples: [] }),
      onRound: (taken) => (round = taken),
    }),
  );
  const changes: ReplayedChange[] = [];
  diagnostics.on('issueChanged', ({ code, level }) => {
    changes.push({ code, isRaised: level !== 'good', second: position });
  });
  feedGoodFacts(diagnostics);
  const reports: Report[] = [];
  stats.start();
  for (; position < seconds.length; position += 1) {
    clock.advance(1_000);
    await settle();
    diagnostics.tick(stats.latest, { lateMs: 0, tracks: round === undefined ? [] : factsOf(round) });
    if (position % 10 === 9) reports.push(stats.takeReport({ issues: diagnostics.takeChanges() }));
  }
  stats.stop();
  diagnostics.stop();
  const isBad = seconds.map(({ label }) => label === 'impaired');
  return { changes, reports, impaired: { from: isBad.indexOf(true), to: isBad.lastIndexOf(true) + 1 } };
}

/** The values of a report's track. */
export function valuesOf(report: Report, direction: 'send' | 'receive', source: string): TrackValues {
  const row = report.tracks?.kinds.findIndex((kind) => {
    const decoded = decodeTrackKind(kind);
    return decoded?.direction === direction && decoded.source === source;
  });
  return decodeTrack(report.tracks?.vectors[row ?? -1] ?? []);
}

/** Devices and connections are as they should be. */
function feedGoodFacts(diagnostics: Diagnostics): void {
  const capture = { attempt: { phase: 'started' }, wanted: true, track: 'live', devices: 1 } as const;
  diagnostics.feed({
    signalling: 'connected',
    sendTransport: 'connected',
    receiveTransport: 'connected',
    microphone: { ...capture, level: 0.2 },
    camera: capture,
    speakers: 1,
  });
}

function factsOf({ tracks }: Round): TrackFacts[] {
  return tracks.map(({ track, reading, answered }) => ({
    trackId: track.trackId,
    participantId: track.participantId,
    source: track.source,
    direction: track.direction,
    expected: track.expected,
    answered,
    resized: reading?.delta?.resized === true,
    away: false,
    limit: undefined,
  }));
}
