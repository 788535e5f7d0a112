import type { IssueCode } from '@earshot/shared';
import type { Issue } from '../../../client/api.ts';
import { createDiagnostics } from '../../../client/diagnostics/diagnostics.ts';
import type { Diagnostics, DiagnosticsFeed } from '../../../client/diagnostics/inputs.ts';
import type { StatsSample, StreamSample, TransportSample } from '../../../client/stats/api.ts';
import { PARTICIPANT } from '../../support/stats.ts';

/** What one second of statistics holds, in a test. */
export interface Second {
  readonly streams?: readonly Partial<StreamSample>[];
  readonly transports?: readonly Partial<TransportSample>[];
  readonly gap?: boolean;
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
  diagnostics.on('issueChanged', (issue) => changes.push(issue));
  diagnostics.feed(CONNECTED);
  return {
    diagnostics,
    changes,
    raised: () => diagnostics.issues.map(({ code }) => code),
    feed: (facts) => {
      diagnostics.feed(facts);
    },
    pass: (seconds, second) => {
      for (let count = 0; count < seconds; count += 1) {
        time += 1_000;
        const isDue = (count + 1) % (second?.pace ?? 1) === 0;
        diagnostics.tick(second === undefined || !isDue ? undefined : makeSample(wallNow(), second));
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
  const { streams = [], transports = [], gap = false, pace = 1 } = second;
  return {
    at,
    intervalMs: 1_000 * pace,
    gap,
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
