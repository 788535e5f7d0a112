import type { IssueCode } from '@earshot/shared';
import type { Issue } from '../../../client/api.ts';
import { createDiagnostics } from '../../../client/diagnostics/diagnostics.ts';
import type { Diagnostics, DiagnosticsFeed, TrackFacts } from '../../../client/diagnostics/inputs.ts';
import type { PlayoutSample, StatsSample, StreamSample, TransportSample } from '../../../client/stats/api.ts';
import { PARTICIPANT } from '../../support/stats.ts';

/** What one second of statistics holds, in a test. */
export interface Second {
  readonly streams?: readonly Partial<StreamSample>[];
  readonly transports?: readonly Partial<TransportSample>[];
  readonly gap?: boolean;
  readonly playout?: PlayoutSample;
  /** What is known of tracks beside their streams, by their id; those without a stream are there as well. */
  readonly tracks?: Readonly<Record<string, Partial<TrackFacts>>>;
  /** How much later than wished the sample came. */
  readonly lateMs?: number;
  /** Seconds that the sample is of; the next comes after as many. Default 1. */
  readonly pace?: number;
}

/** Diagnostics on virtual time, with all that they raised and cleared. */
export interface Harness {
  readonly diagnostics: Diagnostics;
  readonly changes: readonly Issue[];
  /** Codes that are raised now. */
  raised(): readonly IssueCode[];
  feed(facts: DiagnosticsFeed): void;
  /** Lets seconds pass, each with a sample like this. `undefined`: no sample comes. */
  pass(seconds: number, second?: Second): void;
  /** Lets time pass without anybody looking. */
  sleep(ms: number): void;
  /** Sets the wall clock on by so much, or back. */
  setClock(byMs: number): void;
  /** Monotonic ms. */
  readonly now: () => number;
  /** ms since the epoch, by the wall clock. */
  readonly wallNow: () => number;
}

const CONNECTED: DiagnosticsFeed = {
  signalling: 'connected',
  sendTransport: 'connected',
  receiveTransport: 'connected',
  microphone: { devices: 1 },
  camera: { devices: 1 },
  speakers: 1,
};

/** A call that is connected and well. */
export function createHarness(): Harness {
  let time = 5_000;
  let epoch = 1_700_000_000_000;
  const now = () => time;
  const wallNow = () => epoch + time;
  const diagnostics = createDiagnostics({ clock: { now: wallNow, monotonic: now } });
  const changes: Issue[] = [];
  // A hidden page is what some tests are about: that it is hidden is no news to them.
  const isNews = ({ code }: Issue): boolean => code !== 'tabHidden';
  diagnostics.on('issueChanged', (issue) => {
    if (isNews(issue)) changes.push(issue);
  });
  diagnostics.feed(CONNECTED);
  return {
    diagnostics,
    changes,
    raised: () => diagnostics.issues.filter(isNews).map(({ code }) => code),
    feed: (facts) => {
      diagnostics.feed(facts);
    },
    pass: (seconds, second) => {
      for (let count = 0; count < seconds; count += 1) {
        time += 1_000;
        const isDue = (count + 1) % (second?.pace ?? 1) === 0;
        if (second === undefined || !isDue) diagnostics.tick(undefined);
        else {
          const sample = makeSample(wallNow(), second);
          diagnostics.tick(sample, { tracks: tracksOf(sample, second), lateMs: second.lateMs ?? 0 });
        }
      }
    },
    sleep: (ms) => {
      time += ms;
    },
    setClock: (byMs) => {
      epoch += byMs;
    },
    now,
    wallNow,
  };
}

function makeSample(at: number, second: Second): StatsSample {
  const { streams = [], transports = [], gap = false, pace = 1, playout } = second;
  return {
    at,
    intervalMs: 1_000 * pace,
    gap,
    ...(playout === undefined ? {} : { playout }),
    streams: streams.map((stream, index) => ({
      id: String(index),
      trackId: String(index),
      participantId: PARTICIPANT,
      source: 'microphone',
      direction: 'send',
      transportId: 't',
      ...stream,
    })),
    transports: transports.map((transport) => ({
      id: 't',
      direction: 'send',
      path: 'udp',
      state: 'connected',
      ...transport,
    })),
  };
}

/** Tracks of the streams, and those that have none; all are expected to flow. */
function tracksOf({ streams }: StatsSample, { tracks = {} }: Second): TrackFacts[] {
  const known = new Map(streams.map((stream) => [stream.trackId, stream]));
  return [...new Set([...known.keys(), ...Object.keys(tracks)])].map((trackId) => ({
    trackId: trackId as TrackFacts['trackId'], // tests name their tracks in words
    participantId: (known.get(trackId)?.participantId ?? PARTICIPANT) as TrackFacts['participantId'],
    source: known.get(trackId)?.source ?? 'microphone',
    direction: known.get(trackId)?.direction ?? 'receive',
    expected: true,
    answered: true,
    resized: false,
    away: false,
    limit: undefined,
    ...tracks[trackId],
  }));
}
