import type { types } from 'mediasoup';
import { createSocket } from 'node:dgram';

const PAYLOAD_TYPE = 96;
const SSRC = 77;
const FRAME_MS = 33;
/** RTCP: payload-specific feedback of the kind picture loss indication. */
const PSFB = 206;
const PLI = 1;

/** A camera over UDP: 30 frames/s of one packet each; a key frame at the start and whenever it is asked for one. */
export interface UdpCamera {
  readonly producer: types.Producer;
  /** Key frames asked of it, and sent, so far. */
  readonly asked: number;
  readonly keyFrames: number;
  close(): void;
}

/** Opens one on this router. `keyFrameRequestDelay` in ms. */
export async function openUdpCamera(router: types.Router, keyFrameRequestDelay: number): Promise<UdpCamera> {
  const transport = await router.createPlainTransport({
    listenInfo: { protocol: 'udp', ip: '127.0.0.1' },
    rtcpMux: true,
    comedia: true,
  });
  const producer = await transport.produce({
    kind: 'video',
    keyFrameRequestDelay,
    rtpParameters: {
      codecs: [
        {
          mimeType: 'video/VP8',
          payloadType: PAYLOAD_TYPE,
          clockRate: 90_000,
          rtcpFeedback: [{ type: 'nack', parameter: 'pli' }],
        },
      ],
      encodings: [{ ssrc: SSRC }],
    },
  });
  const socket = createSocket('udp4');
  const { localPort } = transport.tuple;
  const counts = { asked: 0, keyFrames: 0 };
  let [sequence, isKeyNext] = [0, true];
  socket.on('message', (packet) => {
    if (!isPli(packet)) return;
    counts.asked += 1;
    isKeyNext = true;
  });
  const timer = setInterval(() => {
    sequence += 1;
    if (isKeyNext) counts.keyFrames += 1;
    socket.send(createFrame(sequence, isKeyNext), localPort, '127.0.0.1');
    isKeyNext = false;
  }, FRAME_MS);
  return {
    producer,
    get asked() {
      return counts.asked;
    },
    get keyFrames() {
      return counts.keyFrames;
    },
    close() {
      clearInterval(timer);
      socket.close();
    },
  };
}

/** Whether a packet is of this stream (probes and RTCP are not) and begins a key frame of VP8. */
export function isKeyFrame(packet: Buffer, ssrc: number | undefined): boolean {
  if (packet.length < 20 || packet.readUInt32BE(8) !== ssrc) return false;
  const hasExtension = ((packet[0] ?? 0) & 0x10) !== 0;
  const at = 12 + (hasExtension ? 4 + 4 * packet.readUInt16BE(14) : 0);
  return ((packet[at + 4] ?? 1) & 1) === 0;
}

function isPli(packet: Buffer): boolean {
  for (let at = 0; at + 4 <= packet.length; at += 4 * (packet.readUInt16BE(at + 2) + 1)) {
    if (packet[at + 1] === PSFB && ((packet[at] ?? 0) & 0x1f) === PLI) return true;
  }
  return false;
}

function createFrame(sequence: number, isKey: boolean): Buffer {
  const packet = Buffer.alloc(12 + 4 + 600);
  packet.writeUInt8(0x80, 0);
  packet.writeUInt8(0x80 | PAYLOAD_TYPE, 1);
  packet.writeUInt16BE(sequence & 0xffff, 2);
  packet.writeUInt32BE((sequence * 2_970) >>> 0, 4);
  packet.writeUInt32BE(SSRC, 8);
  packet.set([0x90, 0x80, 0x80 | ((sequence >> 8) & 0x7f), sequence & 0xff], 12);
  packet.set([isKey ? 0x10 : 0x11, 0x02, 0x00, 0x9d, 0x01, 0x2a, 0x40, 0x01, 0xb4, 0x00], 16);
  return packet;
}
