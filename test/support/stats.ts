import { readFileSync } from 'node:fs';
import { ParticipantId, type Source } from '@earshot/shared';
import type { CallStatsOptions, RawStats, StatsTrack, StatsTransport } from '../../client/stats/inputs.ts';
import type { FakeClock } from './fake-clock.ts';
import { TRACK_IDS } from './reports.ts';

/** One object of a browser's statistics, as tests write it. */
export type FakeStat = Readonly<Record<string, unknown>> & {
  readonly id: string;
  readonly type: string;
  readonly timestamp: number;
};

/** What a capture of a real browser holds. */
export interface Capture {
  readonly tracks: readonly { readonly name: string; readonly mid: string; readonly mediaTrackId: string }[];
  readonly samples: readonly {
    readonly label: 'steady' | 'lowLayer' | 'paused';
    readonly at: number;
    readonly send: readonly FakeStat[];
    readonly receive: readonly FakeStat[];
  }[];
}

/** Statistics of a real call in that browser. */
export function readCapture(browser: 'chromium' | 'firefox'): Capture {
  const file = new URL(`../fixtures/getstats/${browser}.json`, import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8')) as Capture;
}

/** A browser's answer made of these objects. */
export function makeRaw(stats: readonly FakeStat[]): RawStats {
  return new Map(stats.map((stat) => [stat.id, stat]));
}

/** The participant of all tracks in these tests. */
export const PARTICIPANT = ParticipantId.parse('22222222-2222-4222-8222-222222222222');

/** A track that is expected to flow; `position` gives it an id of its own. */
export function makeTrack(
  direction: 'send' | 'receive',
  source: Source,
  overrides: Partial<StatsTrack> & { position?: number } = {},
): StatsTrack {
  const { position = 0, ...rest } = overrides;
  const trackId = TRACK_IDS[position];
  if (trackId === undefined) throw new Error('no such test id');
  return {
    trackId,
    participantId: PARTICIPANT,
    source,
    direction,
    mid: String(position),
    mediaTrackId: undefined,
    streamId: `${PARTICIPANT}-${source.startsWith('screen') ? 'screen' : 'camera'}`,
    expected: true,
    ...rest,
  };
}

/** The four tracks of a capture: microphone and camera, sent and received. */
export function tracksOf(capture: Capture): readonly StatsTrack[] {
  const names = ['audioSent', 'videoSent', 'audioReceived', 'videoReceived'];
  return names.map((name, position) => {
    const { mid, mediaTrackId } = capture.tracks.find((track) => track.name === name) ?? {};
    return makeTrack(
      name.endsWith('Sent') ? 'send' : 'receive',
      name.startsWith('audio') ? 'microphone' : 'camera',
      {
        position,
        mid,
        mediaTrackId,
      },
    );
  });
}

/** Transports that answer what `answer` gives at that moment. */
export function makeTransports(
  answer: (direction: 'send' | 'receive') => RawStats | Promise<RawStats>,
): readonly StatsTransport[] {
  return (['send', 'receive'] as const).map((direction) => ({
    id: `${direction}-transport`,
    direction,
    state: 'connected' as const,
    getStats: async () => answer(direction),
  }));
}

/** Options with everything at its plain value. */
export function makeStatsOptions(
  clock: FakeClock,
  parts: Pick<CallStatsOptions, 'tracks' | 'transports'> & Partial<CallStatsOptions>,
): CallStatsOptions {
  return { clock, visible: () => true, ...parts };
}

/** Moves time on second by second, or by `stepMs`, and lets every answer arrive. */
export async function runSeconds(clock: FakeClock, seconds: number, stepMs = 1_000): Promise<void> {
  for (let at = 0; at < seconds * 1_000; at += stepMs) {
    clock.advance(stepMs);
    await settle();
  }
}

/** Lets all promises that can settle do so. */
export function settle(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
