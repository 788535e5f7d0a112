import { systemClock } from '@earshot/server/clock.ts';
import { Gate } from '@earshot/server/media/gate.ts';
import type { Place } from '@earshot/server/media/place.ts';
import { Reservations } from '@earshot/server/media/reservations.ts';
import { createWorkSlices } from '@earshot/server/media/work-slices.ts';
import type { WorkerPings } from '@earshot/server/media/worker-pings.ts';
import type { WorkerCall } from '@earshot/server/media/worker-call.ts';
import * as mediasoup from 'mediasoup';
import { createSocket } from 'node:dgram';
import type { types } from 'mediasoup';

/** Requests without a limit: for tests that use a worker directly. */
export const plainCall: WorkerCall = (request) => request();

/** A router on a real worker, outside of any pool. */
export async function openPlainRouter(): Promise<{
  worker: types.Worker;
  router: types.Router;
  close: () => void;
}> {
  const worker = await mediasoup.createWorker();
  const router = await worker.createRouter({
    mediaCodecs: [
      { kind: 'audio', mimeType: 'audio/opus', clockRate: 48_000, channels: 2 },
      { kind: 'video', mimeType: 'video/VP8', clockRate: 90_000 },
    ],
  });
  return {
    worker,
    router,
    close: () => {
      worker.close();
    },
  };
}

/** A room's place on that worker, without observers. */
export async function openPlainPlace({
  worker,
  router,
}: {
  worker: types.Worker;
  router: types.Router;
}): Promise<Place> {
  return {
    live: {
      index: 0,
      pid: worker.pid,
      worker,
      webRtcServer: await worker.createWebRtcServer({ listenInfos: [{ protocol: 'udp', ip: '127.0.0.1' }] }),
      call: plainCall,
      load: { packetsPerSecondIn: 0, packetsPerSecondOut: 0 },
      reserved: new Reservations(() => systemClock.monotonic(), 1),
      openings: new Gate(1),
      rooms: new Set(),
      isLost: () => worker.closed,
    },
    router,
    observers: { add: () => Promise.resolve() },
    lane: createWorkSlices({ monotonic: () => systemClock.monotonic() }).openLane(worker),
  };
}

/** One source of real RTP packets, sent over UDP on loopback. */
export interface Talker {
  readonly producer: types.Producer;
  readonly transport: types.PlainTransport;
  /** How loud it is from now on, dBov: -127..0; like speech it is broken by short pauses. */
  level: number;
  /** Loses every fourth packet on its way to the server. */
  lossy: boolean;
  /** Sends this many packets at once. */
  send(count: number): Promise<void>;
  /** 50 packets/s until `stop`. */
  start(): void;
  stop(): void;
}

const LEVEL_EXTENSION_ID = 1;
const PAYLOAD_TYPE = 111;
let nextSsrc = 5_000;

/** Makes a microphone whose packets carry their loudness. `id` is the producer's id; `produce` makes the producer. */
export async function openTalker(
  router: types.Router,
  id: string,
  produce: (
    transport: types.PlainTransport,
    rtpParameters: types.RtpParameters,
  ) => Promise<types.Producer> = (transport, rtpParameters) =>
    transport.produce({ id, kind: 'audio', rtpParameters }),
): Promise<Talker> {
  const transport = await router.createPlainTransport({
    listenInfo: { protocol: 'udp', ip: '127.0.0.1' },
    rtcpMux: true,
    comedia: true,
  });
  nextSsrc += 1;
  const ssrc = nextSsrc;
  const producer = await produce(transport, {
    codecs: [{ mimeType: 'audio/opus', payloadType: PAYLOAD_TYPE, clockRate: 48_000, channels: 2 }],
    headerExtensions: [{ uri: 'urn:ietf:params:rtp-hdrext:ssrc-audio-level', id: LEVEL_EXTENSION_ID }],
    encodings: [{ ssrc }],
  });
  const socket = createSocket('udp4');
  socket.unref();
  const { localPort } = transport.tuple;
  let sequence = 0;
  let timer: NodeJS.Timeout | undefined;
  const sendOne = (level: number) =>
    new Promise<void>((resolve) => {
      sequence += 1;
      // The observer of dominance takes an even sound for noise, so there are pauses: 140 ms in every 460. It looks
      // every 300 ms, which must not always fall into one.
      const now = sequence % 23 < 16 ? level : -127;
      if (talker.lossy && sequence % 4 === 0) {
        resolve();
        return;
      }
      socket.send(createPacket({ ssrc, sequence, level: now }), localPort, '127.0.0.1', () => {
        resolve();
      });
    });
  const talker: Talker = {
    producer,
    transport,
    level: -20,
    lossy: false,
    async send(count) {
      for (let index = 0; index < count; index += 1) await sendOne(talker.level);
    },
    start() {
      const startedAt = systemClock.monotonic();
      let sent = 0;
      // Catches up when the timer is late, so that the observer gets its packets on a busy machine too.
      timer = setInterval(() => {
        for (; sent < (systemClock.monotonic() - startedAt) / 20; sent += 1) void sendOne(talker.level);
      }, 20);
    },
    stop() {
      clearInterval(timer);
      timer = undefined;
    },
  };
  transport.observer.once('close', () => {
    talker.stop();
    socket.close();
  });
  return talker;
}

const VIDEO_PAYLOAD_TYPE = 96;

/** A camera of two layers that sends a key frame with every packet, both layers at 25 packets/s until it is closed. */
export async function openFilm(
  router: types.Router,
  produce: (transport: types.PlainTransport, rtpParameters: types.RtpParameters) => Promise<types.Producer>,
): Promise<types.PlainTransport> {
  const transport = await router.createPlainTransport({
    listenInfo: { protocol: 'udp', ip: '127.0.0.1' },
    rtcpMux: true,
    comedia: true,
  });
  const ssrcs = [nextSsrc + 1, nextSsrc + 2];
  nextSsrc += 2;
  await produce(transport, {
    codecs: [
      {
        mimeType: 'video/VP8',
        payloadType: VIDEO_PAYLOAD_TYPE,
        clockRate: 90_000,
        rtcpFeedback: [{ type: 'nack', parameter: 'pli' }],
      },
    ],
    encodings: ssrcs.map((ssrc) => ({ ssrc })),
  });
  const socket = createSocket('udp4');
  socket.unref();
  const { localPort } = transport.tuple;
  let sequence = 0;
  const timer = setInterval(() => {
    sequence += 1;
    for (const ssrc of ssrcs) socket.send(createKeyFrame(ssrc, sequence), localPort, '127.0.0.1');
  }, 40);
  transport.observer.once('close', () => {
    clearInterval(timer);
    socket.close();
  });
  return transport;
}

/** An RTP packet that is a whole key frame of VP8, as far as a forwarder looks. */
function createKeyFrame(ssrc: number, sequence: number): Buffer {
  const packet = Buffer.alloc(12 + 4 + 40);
  packet.writeUInt8(0x80, 0);
  packet.writeUInt8(0x80 | VIDEO_PAYLOAD_TYPE, 1);
  packet.writeUInt16BE(sequence & 0xffff, 2);
  packet.writeUInt32BE((sequence * 3_600) >>> 0, 4);
  packet.writeUInt32BE(ssrc, 8);
  // Start of a partition with a picture id of 15 bits, then the header of a key frame.
  packet.set([0x90, 0x80, 0x80 | ((sequence >> 8) & 0x7f), sequence & 0xff], 12);
  packet.set([0x10, 0x02, 0x00, 0x9d, 0x01, 0x2a, 0x40, 0x01, 0xb4, 0x00], 16);
  return packet;
}

/** A receiver that throws all away. */
export async function openSink(router: types.Router): Promise<types.PlainTransport> {
  const transport = await router.createPlainTransport({
    listenInfo: { protocol: 'udp', ip: '127.0.0.1' },
    rtcpMux: true,
  });
  // Discard: nobody listens there, and nobody needs to.
  await transport.connect({ ip: '127.0.0.1', port: 9 });
  return transport;
}

/** An RTP packet of Opus with the one-byte header extension of RFC 6464. */
function createPacket({ ssrc, sequence, level }: { ssrc: number; sequence: number; level: number }): Buffer {
  const packet = Buffer.alloc(12 + 8 + 40);
  packet.writeUInt8(0x90, 0);
  packet.writeUInt8(PAYLOAD_TYPE, 1);
  packet.writeUInt16BE(sequence & 0xffff, 2);
  packet.writeUInt32BE((sequence * 960) >>> 0, 4);
  packet.writeUInt32BE(ssrc, 8);
  packet.writeUInt16BE(0xbede, 12);
  packet.writeUInt16BE(1, 14);
  packet.writeUInt8(LEVEL_EXTENSION_ID << 4, 16);
  packet.writeUInt8(0x80 | (-level & 0x7f), 17);
  return packet;
}

/** For pollers on fake time, which passes faster than a real worker answers: nobody ever counts as stalled. */
export const patientPings: Pick<WorkerPings, 'isStalled' | 'waitFor'> = {
  isStalled: () => false,
  async waitFor(_, answers) {
    await answers;
  },
};
