import type { JudgedInterval, JudgedTrack } from '../server/telemetry/judged.ts';
import type { StoreRow } from '../server/calls/rows.ts';
import {
  callIdOf,
  CALL_START,
  idOf,
  intervalOf,
  LOST_DOWNLINK,
  participantIdOf,
  trackIdOf,
  trackOf,
} from '../test/support/call-rows.ts';

/** A call as the bench makes it up. */
export interface MadeCall {
  readonly number: number;
  readonly startAt: number;
  readonly legs: number;
  /** Intervals of 10 s of each leg. */
  readonly intervals: number;
  /** Streams that each leg receives: microphones first, then up to three cameras. */
  readonly tracks: number;
  /** Share of intervals in which one stream was harmed, 0..1. */
  readonly harmed: number;
}

const INTERVAL_MS = 10_000;
const ROOMS = 500;
const PEOPLE = 3_000;
const TAGS = 100;
const CAMERAS = 3;

/** What a browser reports of a microphone and of a camera: all that it measures, none of it round. */
const VALUES = {
  microphone: {
    expectedMs: 10_000,
    packets: 498,
    packetsLost: 3,
    bytes: 39_870,
    dryMs: 0,
    jitterMaxMs: 17,
    jitterBufferMs: 61,
    concealedMs: 12,
    concealedMaxMs: 12,
    nack: 2,
    retransmitted: 1,
  },
  camera: {
    expectedMs: 10_000,
    packets: 1_123,
    packetsLost: 4,
    bytes: 1_236_870,
    dryMs: 0,
    jitterMaxMs: 23,
    jitterBufferMs: 74,
    nack: 4,
    retransmitted: 4,
    framesGiven: 300,
    frames: 297,
    framesMin: 27,
    framesDropped: 1,
    freezeMs: 0,
    frameHeight: 360,
    codecMsPerFrame: 2.3,
    qp: 31,
    pli: 0,
  },
} as const;

const participantOf = (call: MadeCall, leg: number) => participantIdOf(1_000_000 + call.number * 1_000 + leg);

/** Beginning of a call and of its legs. */
export function* openingOf(call: MadeCall): Iterable<StoreRow> {
  const { number, startAt, legs } = call;
  const callId = callIdOf(number);
  yield { type: 'call', callId, room: `room-${number % ROOMS}`, at: startAt };
  for (let leg = 0; leg < legs; leg += 1)
    yield {
      type: 'leg',
      callId,
      participantId: participantOf(call, leg),
      identity: `person-${(number * 7 + leg) % PEOPLE}`,
      role: 'presenter',
      hidden: false,
      formFactor: 'desktop',
      browser: 'chromium',
      browserVersion: 140,
      os: 'linux',
      library: '0.1.0',
      tags: [`tag-${number % TAGS}`],
      at: startAt,
    };
}

/** One leg's interval, with an issue and an event now and then. */
export function* momentOf(call: MadeCall, leg: number, interval: number): Iterable<StoreRow> {
  const judged = makeInterval(call, leg, interval);
  yield { type: 'interval', judged };
  const of = { callId: judged.callId, participantId: judged.participantId, at: Math.round(judged.endAt) };
  if (judged.reception.band !== 'poor') return;
  yield { type: 'issue', ...of, code: 'networkReceiveQuality', level: 'bad' };
  yield { type: 'issue', ...of, code: 'networkReceiveQuality', level: 'good', at: of.at + 5_000 };
}

/** End of the call and of its legs. */
export function* endOf(call: MadeCall): Iterable<StoreRow> {
  const callId = callIdOf(call.number);
  const at = call.startAt + call.intervals * INTERVAL_MS;
  for (let leg = 0; leg < call.legs; leg += 1) {
    const participantId = participantOf(call, leg);
    yield {
      type: 'event',
      callId,
      participantId,
      name: 'operation',
      trackId: null,
      detail: 'leave',
      result: 'ok',
      ms: 4,
      at,
    };
    yield { type: 'legEnd', callId, participantId, reason: 'hangup', at };
  }
  yield { type: 'callEnd', callId, at };
}

/** All rows of a call, in the order of time. */
export function* rowsOf(call: MadeCall): Iterable<StoreRow> {
  yield* openingOf(call);
  for (let interval = 0; interval < call.intervals; interval += 1)
    for (let leg = 0; leg < call.legs; leg += 1) yield* momentOf(call, leg, interval);
  yield* endOf(call);
}

function makeInterval(call: MadeCall, leg: number, interval: number): JudgedInterval {
  // Spread by a fixed rule over legs and time, so that each run stores the same.
  const isHarmed = ((leg * 7 + interval * 13) % 100) / 100 < call.harmed;
  const startAt = call.startAt + interval * INTERVAL_MS;
  return intervalOf({ callId: callIdOf(call.number), participantId: participantOf(call, leg) }, interval, {
    startAt,
    endAt: startAt + INTERVAL_MS,
    ...(isHarmed
      ? { reception: { band: 'poor', score: 22, factor: 'concealment', blame: 'subscriberDownlink' } }
      : {}),
    tracks: Array.from({ length: call.tracks }, (_, index) =>
      makeTrack(call, index, { isHarmed: isHarmed && index === 0 }),
    ),
  });
}

function makeTrack(call: MadeCall, index: number, { isHarmed }: { isHarmed: boolean }): JudgedTrack {
  const source = index >= call.tracks - CAMERAS && index > 0 ? 'camera' : 'microphone';
  return trackOf({
    trackId: trackIdOf(500_000_000 + call.number * 1_000 + index),
    publisherId: participantOf(call, index),
    source,
    values: VALUES[source],
    ...(isHarmed ? LOST_DOWNLINK : {}),
  });
}

/** Ids by which the store is asked for a call and a leg of it. */
export function refOf(
  call: MadeCall,
  leg: number,
): { readonly callId: string; readonly participantId: string } {
  return { callId: idOf(call.number), participantId: participantOf(call, leg) };
}

/** The time at which all calls are over, ms since the epoch. */
export function lastMoment(calls: readonly MadeCall[]): number {
  return Math.max(CALL_START, ...calls.map(({ startAt, intervals }) => startAt + intervals * INTERVAL_MS));
}
