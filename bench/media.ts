import {
  CallId,
  ParticipantId,
  RoomName,
  TrackId,
  type ConsumerId,
  type RtpCapabilities,
  type RtpParameters,
} from '@earshot/shared';
import { randomUUID } from 'node:crypto';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { systemClock } from '../server/clock.ts';
import { createMedia, type Media } from '../server/media/media.ts';
import type { MediaObserver } from '../server/media/ports.ts';
import type { RoomMedia, RoomMediaListener } from '../server/rooms/ports.ts';
import { ms, type Row } from './table.ts';

const nothing = () => undefined;
const observer: MediaObserver = {
  workerDied: nothing,
  workerStarted: nothing,
  workerStalled: nothing,
  requestDone: nothing,
  transportClosed: nothing,
  transportUnconnected: nothing,
  transportState: nothing,
  keyFrameRequested: nothing,
  keyFrameReceived: nothing,
  scored: nothing,
  estimated: nothing,
  layerSeconds: nothing,
  pausedSeconds: nothing,
  reconcileFailed: nothing,
  consumerMade: nothing,
  pipeFailed: nothing,
  repaired: nothing,
  parkedConsumerClosed: nothing,
  shedChanged: nothing,
};

const RECEIVERS = 318;
const VOICES = 8;
const VIDEOS = 4;
const PUBLISHERS = 16;

/** A room's media with a count of the consumers announced. */
interface BenchCall {
  readonly room: RoomMedia;
  readonly announced: { count: number };
}

/**
 * What a large call costs Node in media alone: everybody's consumers made at once, then another dominant speaker for
 * everybody. Real workers; nobody sends.
 */
export async function benchMedia(): Promise<Row[]> {
  const rows: Row[] = [];
  for (const numWorkers of [1, 2]) {
    const media = await createMedia({
      numWorkers,
      addresses: [{ ip: '127.0.0.1' }],
      basePort: 0,
      clock: systemClock,
      logger: { debug: nothing, info: nothing, warn: nothing, error: nothing },
      observer,
      limits: { transportConnectTimeoutMs: 1e9, targetPps: numWorkers === 1 ? 1e9 : 0, fullPps: 1e9 },
    });
    try {
      rows.push(...(await benchCall(media, `${String(numWorkers)} worker${numWorkers === 1 ? '' : 's'}`)));
    } finally {
      await media.close();
    }
  }
  return rows;
}

async function benchCall(media: Media, where: string): Promise<Row[]> {
  const call = openCall(media);
  const publishers = await Promise.all(Array.from({ length: PUBLISHERS }, () => openPublisher(call.room)));
  const receivers = await Promise.all(Array.from({ length: RECEIVERS }, () => openReceiver(call.room)));
  const receive = (shift: number) => {
    const audio = publishers.slice(0, VOICES).map(({ microphone }) => microphone);
    const chosen = publishers.slice(shift, shift + VIDEOS);
    const video = chosen.map(({ camera }, index) => ({
      trackId: camera,
      height: index === 0 ? 720 : 180,
      priority: index === 0 ? 200 : 100,
    }));
    for (const id of receivers) call.room.setReception(id, { audio, video });
  };
  const rows = [
    await measure(`fill ${String(RECEIVERS)} x (${String(VOICES)} + ${String(VIDEOS)}), ${where}`, call, {
      run: () => {
        receive(0);
      },
      consumers: RECEIVERS * (VOICES + VIDEOS),
    }),
    await measure(`another dominant speaker for ${String(RECEIVERS)}, ${where}`, call, {
      run: () => {
        receive(1);
      },
      consumers: RECEIVERS,
    }),
  ];
  call.room.close();
  return rows;
}

async function measure(
  what: string,
  { announced }: BenchCall,
  { run, consumers }: { run: () => void; consumers: number },
): Promise<Row> {
  announced.count = 0;
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const [startedAt, cpu] = [performance.now(), process.cpuUsage()];
  run();
  while (announced.count < consumers) await new Promise(setImmediate);
  const took = performance.now() - startedAt;
  const { user, system } = process.cpuUsage(cpu);
  delay.disable();
  const each = (user + system) / consumers;
  const [p99, max] = [delay.percentile(99), delay.max].map((nanoseconds) => ms(nanoseconds / 1e6));
  return {
    what,
    value: ms(took),
    note: `${each.toFixed(0)} µs of Node each; event loop p99 ${p99 ?? ''}, longest ${max ?? ''}`,
  };
}

function openCall(media: Media): BenchCall {
  const announced = { count: 0 };
  const listener: RoomMediaListener = {
    toParticipant(to, event) {
      if (event.name !== 'consumersAdded') return;
      announced.count += event.data.consumers.length;
      const ids: ConsumerId[] = event.data.consumers.map(({ consumerId }) => consumerId);
      setImmediate(() => {
        room.resumeConsumers(to, ids);
      });
    },
    audioLevels: nothing,
    dominantTrack: nothing,
    microphoneUnheard: nothing,
    downlink: nothing,
    shed: nothing,
    mediaLost: nothing,
  };
  const call = { callId: CallId.parse(randomUUID()), room: RoomName.parse('bench') };
  const room = media.openRoom(call, listener);
  return { room, announced };
}

async function openPublisher(room: RoomMedia): Promise<{ microphone: TrackId; camera: TrackId }> {
  const id = ParticipantId.parse(randomUUID());
  await room.openLeg(id);
  const [microphone, camera] = [TrackId.parse(randomUUID()), TrackId.parse(randomUUID())];
  const base = { paused: false };
  await room.publish(id, {
    ...base,
    trackId: microphone,
    source: 'microphone',
    height: undefined,
    rtpParameters: createVoice(),
  });
  await room.publish(id, {
    ...base,
    trackId: camera,
    source: 'camera',
    height: 720,
    rtpParameters: createCamera(),
  });
  return { microphone, camera };
}

async function openReceiver(room: RoomMedia): Promise<ParticipantId> {
  const id = ParticipantId.parse(randomUUID());
  const { routerRtpCapabilities } = await room.openLeg(id, { videos: VIDEOS });
  room.setReceiver(id, routerRtpCapabilities satisfies RtpCapabilities);
  return id;
}

let ssrc = 1_000;
const nextSsrc = () => {
  ssrc += 10;
  return ssrc;
};
const createVoice = (): RtpParameters => ({
  mid: 'a',
  codecs: [{ mimeType: 'audio/opus', payloadType: 111, clockRate: 48_000, channels: 2 }],
  headerExtensions: [{ uri: 'urn:ietf:params:rtp-hdrext:ssrc-audio-level', id: 1 }],
  encodings: [{ ssrc: nextSsrc() }],
});
const createCamera = (): RtpParameters => ({
  mid: 'v',
  codecs: [
    { mimeType: 'video/VP8', payloadType: 96, clockRate: 90_000 },
    { mimeType: 'video/rtx', payloadType: 97, clockRate: 90_000, parameters: { apt: 96 } },
  ],
  encodings: [0, 1, 2].map(() => ({ ssrc: nextSsrc(), rtx: { ssrc: nextSsrc() }, scalabilityMode: 'L1T3' })),
});
