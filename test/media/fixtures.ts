import { systemClock, type Clock } from '@earshot/server/clock.ts';
import { createMedia, type Media } from '@earshot/server/media/media.ts';
import type { MediaOptions } from '@earshot/server/media/options.ts';
import type { MediaObserver } from '@earshot/server/media/ports.ts';
import type {
  DownlinkReading,
  MediaEvent,
  PublishSpec,
  RoomMedia,
  RoomMediaListener,
  ShedStep,
} from '@earshot/server/rooms/ports.ts';
import {
  CallId,
  EVENTS,
  ParticipantId,
  RoomName,
  TrackId,
  type EarshotError,
  type EventData,
  type RtpCapabilities,
  type RtpParameters,
  type Source,
} from '@earshot/shared';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { until } from '../support/until.ts';

const quiet = () => undefined;

/** Counts what media tells its observer. */
export function createCountingObserver() {
  const counts: Record<string, number> = {};
  const count = (name: string) => {
    counts[name] = (counts[name] ?? 0) + 1;
  };
  const observer: MediaObserver = {
    workerDied: () => {
      count('workerDied');
    },
    workerStalled: () => {
      count('workerStalled');
    },
    workerStarted: () => {
      count('workerStarted');
    },
    requestDone: (_seconds, result) => {
      count(`request ${result}`);
    },
    transportClosed: (reason) => {
      count(`transport ${reason}`);
    },
    transportUnconnected: (direction) => {
      count(`unconnected ${direction}`);
    },
    transportState: (layer, state) => {
      count(`${layer} ${state}`);
    },
    keyFrameRequested: () => {
      count('keyFrame');
    },
    keyFrameReceived: (source) => {
      count(`key frame ${source}`);
    },
    scored: (direction, kind) => {
      count(`score ${direction} ${kind}`);
    },
    estimated: () => {
      count('estimate');
    },
    layerSeconds: (layer, state) => {
      count(`layer ${layer} ${state}`);
    },
    pausedSeconds: (kind, reason) => {
      count(`paused ${kind} ${reason}`);
    },
    reconcileFailed: () => {
      count('reconcileFailed');
    },
    consumerMade: (kind) => {
      count(`consumer ${kind}`);
    },
    pipeFailed: () => {
      count('pipeFailed');
    },
    repaired: (what) => {
      count(`repaired ${what}`);
    },
    parkedConsumerClosed: () => {
      count('parked');
    },
    shedChanged: (direction) => {
      count(`shed ${direction}`);
    },
  };
  return { counts, observer };
}

/** Media on loopback and free ports, with one worker unless said otherwise. */
export async function openMedia(options: Partial<MediaOptions> = {}): Promise<{
  media: Media;
  counts: Record<string, number>;
}> {
  const { counts, observer } = createCountingObserver();
  const media = await createMedia({
    numWorkers: 1,
    addresses: [{ ip: '127.0.0.1' }],
    basePort: 0,
    clock: systemClock,
    logger: { debug: quiet, info: quiet, warn: quiet, error: quiet },
    observer,
    ...options,
  });
  return { media, counts };
}

/** One call's media with all that it tells, each event checked against the protocol. */
export interface TestRoom {
  readonly room: RoomMedia;
  readonly events: { readonly to: ParticipantId; readonly event: MediaEvent }[];
  readonly lost: { readonly ids: readonly ParticipantId[]; readonly reason: string }[];
  readonly levels: (readonly { trackId: TrackId; level: number }[])[];
  readonly dominant: TrackId[];
  readonly readings: { readonly to: ParticipantId; readonly reading: DownlinkReading }[];
  readonly shed: { readonly ids: readonly ParticipantId[]; readonly step: ShedStep }[];
  /** Data of all events of this name to this participant, in order. */
  told<N extends MediaEvent['name']>(to: ParticipantId, name: N): EventData<N>[];
}

const openRooms: RoomMedia[] = [];

/** Closes what a test left open; for `afterEach`, so that a failure does not fail the next test too. */
export function closeTestRooms(): void {
  for (const room of openRooms.splice(0)) room.close();
}

/** Opens a call. */
export function openTestRoom(media: Media): TestRoom {
  const events: TestRoom['events'] = [];
  const lost: TestRoom['lost'] = [];
  const levels: TestRoom['levels'] = [];
  const dominant: TrackId[] = [];
  const readings: TestRoom['readings'] = [];
  const shed: TestRoom['shed'] = [];
  const listener: RoomMediaListener = {
    toParticipant(to, event) {
      EVENTS[event.name].parse(event.data);
      events.push({ to, event });
    },
    audioLevels: (list) => levels.push(list),
    dominantTrack: (trackId) => dominant.push(trackId),
    microphoneUnheard: () => undefined,
    downlink: (to, reading) => readings.push({ to, reading }),
    shed: (ids, step) => shed.push({ ids, step }),
    mediaLost: (ids, reason) => lost.push({ ids, reason }),
  };
  const room = media.openRoom({ callId: CallId.parse(randomUUID()), room: RoomName.parse('room') }, listener);
  openRooms.push(room);
  return {
    room,
    events,
    lost,
    levels,
    dominant,
    readings,
    shed,
    told<N extends MediaEvent['name']>(to: ParticipantId, name: N) {
      return events.flatMap((one) =>
        // The name decides on the data.
        one.to === to && one.event.name === name ? [one.event.data as EventData<N>] : [],
      );
    },
  };
}

/** A new participant's id. */
export const newParticipant = () => ParticipantId.parse(randomUUID());
/** A new track's id. */
export const newTrack = () => TrackId.parse(randomUUID());

let nextMid = 0;
let nextSsrc = 1_000;

/** What a browser sends as a microphone. */
export function opusParameters(): RtpParameters {
  nextMid += 1;
  nextSsrc += 10;
  return {
    mid: `m${String(nextMid)}`,
    codecs: [
      {
        mimeType: 'audio/opus',
        payloadType: 111,
        clockRate: 48_000,
        channels: 2,
        parameters: { minptime: 10, useinbandfec: 1, usedtx: 1 },
        rtcpFeedback: [{ type: 'transport-cc', parameter: '' }],
      },
    ],
    headerExtensions: [
      { uri: 'urn:ietf:params:rtp-hdrext:sdes:mid', id: 4 },
      { uri: 'urn:ietf:params:rtp-hdrext:ssrc-audio-level', id: 1 },
    ],
    encodings: [{ ssrc: nextSsrc, dtx: true }],
    rtcp: { cname: 'cname', reducedSize: true },
  };
}

/** What a browser sends as a camera: three layers by rid, or another number of them. */
export function videoParameters(layers = 3, mimeType = 'video/VP8'): RtpParameters {
  nextMid += 1;
  nextSsrc += 10;
  const parameters =
    mimeType === 'video/H264'
      ? { 'packetization-mode': 1, 'profile-level-id': '42e01f', 'level-asymmetry-allowed': 1 }
      : {};
  const feedback = [
    { type: 'nack', parameter: '' },
    { type: 'nack', parameter: 'pli' },
    { type: 'ccm', parameter: 'fir' },
    { type: 'transport-cc', parameter: '' },
  ];
  return {
    mid: `m${String(nextMid)}`,
    codecs: [
      { mimeType, payloadType: 96, clockRate: 90_000, parameters, rtcpFeedback: feedback },
      { mimeType: 'video/rtx', payloadType: 97, clockRate: 90_000, parameters: { apt: 96 } },
    ],
    headerExtensions: [
      { uri: 'urn:ietf:params:rtp-hdrext:sdes:mid', id: 4 },
      { uri: 'urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id', id: 10 },
      { uri: 'urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id', id: 11 },
      { uri: 'urn:example:an-extension-that-the-worker-does-not-know', id: 12 },
    ],
    encodings:
      layers === 1
        ? [{ ssrc: nextSsrc, rtx: { ssrc: nextSsrc + 1 } }]
        : Array.from({ length: layers }, (_, index) => ({
            rid: `r${String(index)}`,
            scalabilityMode: 'L1T3',
            scaleResolutionDownBy: 2 ** (layers - 1 - index),
          })),
    rtcp: { cname: 'cname', reducedSize: true },
  };
}

/** A track to publish. */
export function spec(source: Source, change: Partial<PublishSpec> = {}): PublishSpec {
  const isAudio = source === 'microphone' || source === 'screenAudio';
  return {
    trackId: newTrack(),
    source,
    rtpParameters: isAudio ? opusParameters() : videoParameters(source === 'screen' ? 1 : 3),
    height: isAudio ? undefined : 720,
    paused: false,
    ...change,
  };
}

/** A receiver in the room who can decode all the room offers. */
export async function openReceiver(
  { room }: TestRoom,
  without: readonly string[] = [],
): Promise<ParticipantId> {
  const id = newParticipant();
  const { routerRtpCapabilities } = await room.openLeg(id);
  const capabilities: RtpCapabilities = {
    ...routerRtpCapabilities,
    codecs: (routerRtpCapabilities.codecs ?? []).filter(({ mimeType }) => !without.includes(mimeType)),
  };
  room.setReceiver(id, capabilities);
  return id;
}

/** A participant who publishes a new track of this source. */
export async function openPublisher({ room }: TestRoom, source: Source, change: Partial<PublishSpec> = {}) {
  const id = newParticipant();
  await room.openLeg(id);
  const published = spec(source, change);
  await room.publish(id, published);
  return { id, trackId: published.trackId };
}

/** The code with which it rejects; `undefined` when it does not. */
export async function codeOf(promise: Promise<unknown>): Promise<string | undefined> {
  return await promise.then(
    () => undefined,
    (error: unknown) => (error as EarshotError).code,
  );
}

/** All workers are up. */
export async function untilReady(media: Media): Promise<void> {
  await until(() => (media.ready() ? undefined : 'workers are not ready'));
}

/** Moves a clock on and lets answers of workers come in, until the condition holds. */
export async function advanceUntil(
  clock: Clock & { advance(ms: number): void },
  stepMs: number,
  check: () => string | undefined,
): Promise<void> {
  await until(
    () => {
      const missing = check();
      if (missing !== undefined) clock.advance(stepMs);
      return missing;
    },
    { intervalMs: 5 },
  );
}

/** Whether a process runs (a zombie does not). */
export function isRunning(pid: number): boolean {
  try {
    return !/^State:\s+[ZX]/mu.test(readFileSync(`/proc/${String(pid)}/status`, 'utf8'));
  } catch {
    return false;
  }
}
