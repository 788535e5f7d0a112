import { CallId, ParticipantId, RoomName, type Quality, type Report } from '@earshot/shared';
import type { LegContext, ReportPort } from '@earshot/server/rooms/ports.ts';
import { createIngest, type IngestOptions } from '@earshot/server/telemetry/ingest.ts';
import type { JudgedInterval } from '@earshot/server/telemetry/judged.ts';
import type { IngestObserver } from '@earshot/server/telemetry/ports.ts';
import { createFakeClock, type FakeClock } from '../../support/fake-clock.ts';
import type { ReportTrack } from '../../support/reports.ts';

/** What the observer was told. */
type Call = readonly [name: keyof IngestObserver, ...args: unknown[]];

const METHODS = [
  'report',
  'reportsLost',
  'valuesRejected',
  'unmeasuredSeconds',
  'connectedSeconds',
  'optedOutSeconds',
  'reportedSeconds',
  'unreportedSeconds',
  'impairedSeconds',
  'reportAge',
  'clockUncertainty',
  'qualitySeconds',
  'ownQualitySeconds',
  'trackQualitySeconds',
  'mediaSeconds',
  'freezeSeconds',
  'concealedSeconds',
  'limitedSeconds',
  'frames',
  'framesDropped',
  'mediaBytes',
  'packets',
  'transportSeconds',
  'rttSeconds',
  'lossRatio',
  'jitterSeconds',
  'jitterBufferSeconds',
  'concealmentRatio',
  'freezeRatio',
  'videoFps',
  'bitrate',
  'issueRaised',
  'issueCleared',
  'issueActive',
  'milestone',
] as const satisfies readonly (keyof IngestObserver)[];

/** An observer that writes everything down. */
function createRecorder(): { observer: IngestObserver; calls: Call[] } {
  const calls: Call[] = [];
  const record =
    (name: keyof IngestObserver) =>
    (...args: unknown[]) => {
      calls.push([name, ...args]);
    };
  const observer = Object.fromEntries(METHODS.map((name) => [name, record(name)])) as Record<
    keyof IngestObserver,
    (...args: unknown[]) => void
  >;
  return { observer, calls };
}

/** The leg of one participant of the same call. */
export function legOf(number: number): LegContext {
  return {
    callId: CallId.parse('33333333-3333-4333-8333-333333333333'),
    room: RoomName.parse('room'),
    participantId: ParticipantId.parse(`44444444-4444-4444-8444-${String(number).padStart(12, '0')}`),
    role: 'attendee',
    tags: [],
    telemetry: 'full',
    tracks: [],
    videos: [],
    loweredVideos: undefined,
    findTrack: () => undefined,
    judged: () => undefined,
  };
}

/** Whose reports come, unless said otherwise. */
export const LEG = legOf(1);

/** An ingest with what it tells its observer. */
export interface Setup {
  readonly clock: FakeClock;
  readonly ingest: ReportPort;
  readonly calls: Call[];
  /** What the sink was handed. */
  readonly judged: readonly JudgedInterval[];
  /** Arguments of the calls of one method. */
  readonly of: (name: keyof IngestObserver) => readonly (readonly unknown[])[];
  /** Answers what people see of the leg then: the worse of both directions; `undefined`: nothing was heard of it. */
  readonly accept: (report: Report, leg?: LegContext) => Quality | undefined;
}

/** Makes one. */
export function setUp(options: Pick<IngestOptions, 'maxLegs' | 'evidence'> = {}): Setup {
  const clock = createFakeClock();
  const { observer, calls } = createRecorder();
  const judged: JudgedInterval[] = [];
  const ingest = createIngest({
    clock,
    observer,
    sinks: [{ intervalJudged: (one) => judged.push(one) }],
    ...options,
  });
  return {
    clock,
    ingest,
    calls,
    judged,
    of: (name) => calls.filter(([called]) => called === name).map(([, ...args]) => args),
    accept(report, leg = LEG) {
      ingest.accept(leg, report);
      const standing = ingest.standingOf(leg.participantId);
      if (standing === undefined) return undefined;
      const { send, receive } = standing;
      return (receive.score ?? Infinity) < (send.score ?? Infinity) ? receive : send;
    },
  };
}

/** Ten seconds without harm. */
export const goodAudio: ReportTrack = {
  direction: 'receive',
  source: 'microphone',
  values: {
    expectedMs: 10_000,
    packets: 495,
    packetsLost: 5,
    bytes: 40_000,
    concealedMs: 50,
    jitterBufferMs: 40,
    jitterMaxMs: 8,
  },
};
/** Stood still for 15 % of the time. */
export const frozenVideo: ReportTrack = {
  direction: 'receive',
  source: 'camera',
  values: {
    expectedMs: 10_000,
    packets: 900,
    packetsLost: 0,
    bytes: 900_000,
    frames: 200,
    framesDropped: 4,
    freezeMs: 1_500,
  },
};
/** Sent, for a fifth of the time less than wanted. */
export const sentVideo: ReportTrack = {
  direction: 'send',
  source: 'camera',
  values: {
    expectedMs: 10_000,
    packets: 1_000,
    packetsLost: 20,
    frames: 300,
    limitedBandwidthMs: 2_000,
    limitedCpuMs: 0,
  },
};
