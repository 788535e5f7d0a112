import * as mediasoup from 'mediasoup';
import type { types } from 'mediasoup';
import { createSocket, type Socket } from 'node:dgram';
import { randomBytes } from 'node:crypto';
import type { Row } from './table.ts';

const CONSUMERS = 200;
const RATES = [50, 150] as const;
const MEASURE_MS = 3_000;
/** A run that delivers less of what was promised says nothing about the worker. */
const MIN_DELIVERED = 0.97;
/** Bytes of a packet's payload: speech, and what a thumbnail's packets are on average. */
const SIZES = { voice: 90, video: 800 } as const;
/**
 * A packet of a call costs so much more than one of these: bandwidth estimation for each receiver, feedback, many small
 * tracks. Of `npm run load -- big-room` and this on the same machine (docs/worker.md).
 */
const CALL_FACTOR = 2;
/** Shares of a core that the thresholds stand for. */
const THRESHOLDS = [
  ['EARSHOT_WORKER_TARGET_PPS', 0.6],
  ['EARSHOT_WORKER_FULL_PPS', 0.7],
  ['EARSHOT_WORKER_SHED_PPS', 0.8],
] as const;

/**
 * Packets/s that one worker on this machine sends: 200 receivers of one track, SRTP with AES-GCM, at rising rates. From
 * the CPU time of a packet follow the thresholds.
 */
export async function benchWorkers(): Promise<Row[]> {
  const rows: Row[] = [];
  const costs: number[] = [];
  for (const [kind, bytes] of Object.entries(SIZES)) {
    for (const rate of RATES) {
      const { cpuPerPacket, sent, share } = await measure(rate, bytes);
      const delivered = sent / rate / CONSUMERS;
      const isValid = delivered >= MIN_DELIVERED;
      if (isValid) costs.push(cpuPerPacket);
      rows.push({
        what: `${kind}, ${String(bytes)} bytes, ${String(CONSUMERS * rate)} packets/s`,
        value: `${cpuPerPacket.toFixed(1)} µs a packet`,
        note: `${(share * 100).toFixed(0)} % of a core, ${(delivered * 100).toFixed(1)} % delivered${isValid ? '' : ': void'}`,
      });
    }
  }
  if (costs.length === 0) {
    const what = 'thresholds';
    return [
      ...rows,
      { what, value: 'not measured', note: 'the machine was too busy to send what was promised' },
    ];
  }
  const mean = costs.reduce((sum, cost) => sum + cost, 0) / costs.length;
  return [
    ...rows,
    ...THRESHOLDS.map(([name, share]) => ({
      what: name,
      value: String(Math.round((share * 1e6) / (mean * CALL_FACTOR) / 1_000) * 1_000),
      note: `${(share * 100).toFixed(0)} % of a core here, a packet of a call at ${String(CALL_FACTOR)} times these`,
    })),
  ];
}

/** `sent` in packets/s. */
async function measure(
  rate: number,
  bytes: number,
): Promise<{ cpuPerPacket: number; sent: number; share: number }> {
  const worker = await mediasoup.createWorker();
  try {
    const router = await worker.createRouter({
      mediaCodecs: [{ kind: 'audio', mimeType: 'audio/opus', clockRate: 48_000, channels: 2 }],
    });
    const { producer, port } = await openProducer(router);
    const consumers = await openConsumers(router, producer);
    const socket = createSocket('udp4');
    const stop = send(socket, port, { rate, bytes });
    await wait(500);
    const before = await read(worker, consumers);
    await wait(MEASURE_MS);
    const after = await read(worker, consumers);
    stop();
    socket.close();
    const seconds = (after.at - before.at) / 1_000;
    const cpuSeconds = after.cpuSeconds - before.cpuSeconds;
    const packets = (after.packets - before.packets) * CONSUMERS;
    return {
      cpuPerPacket: (cpuSeconds * 1e6) / packets,
      sent: packets / seconds,
      share: cpuSeconds / seconds,
    };
  } finally {
    worker.close();
  }
}

async function openProducer(router: types.Router): Promise<{ producer: types.Producer; port: number }> {
  const transport = await router.createPlainTransport({
    listenInfo: { protocol: 'udp', ip: '127.0.0.1' },
    rtcpMux: true,
    comedia: true,
  });
  const producer = await transport.produce({
    kind: 'audio',
    rtpParameters: {
      codecs: [{ mimeType: 'audio/opus', payloadType: 111, clockRate: 48_000, channels: 2 }],
      encodings: [{ ssrc: 5 }],
    },
  });
  return { producer, port: transport.tuple.localPort };
}

/** Each on a transport of its own, as legs are; nobody listens at the discard port. */
async function openConsumers(router: types.Router, { id }: types.Producer): Promise<types.Consumer[]> {
  const { rtpCapabilities } = router as { rtpCapabilities: types.RtpCapabilities };
  const consumers: types.Consumer[] = [];
  for (let index = 0; index < CONSUMERS; index += 1) {
    const transport = await router.createPlainTransport({
      listenInfo: { protocol: 'udp', ip: '127.0.0.1' },
      rtcpMux: true,
      enableSrtp: true,
      srtpCryptoSuite: 'AEAD_AES_128_GCM',
    });
    const srtpParameters = {
      cryptoSuite: 'AEAD_AES_128_GCM' as const,
      keyBase64: randomBytes(28).toString('base64'),
    };
    await transport.connect({ ip: '127.0.0.1', port: 9, srtpParameters });
    consumers.push(await transport.consume({ producerId: id, rtpCapabilities }));
  }
  return consumers;
}

/** Sends `rate` packets/s until it is stopped; catches up when the timer is late. */
function send(socket: Socket, port: number, { rate, bytes }: { rate: number; bytes: number }): () => void {
  const packet = Buffer.alloc(12 + bytes);
  packet.writeUInt8(0x80, 0);
  packet.writeUInt8(111, 1);
  packet.writeUInt32BE(5, 8);
  const startedAt = performance.now();
  let sequence = 0;
  const timer = setInterval(() => {
    for (; sequence < ((performance.now() - startedAt) * rate) / 1_000; sequence += 1) {
      packet.writeUInt16BE(sequence & 0xffff, 2);
      packet.writeUInt32BE((sequence * 960) >>> 0, 4);
      socket.send(Buffer.from(packet), port, '127.0.0.1');
    }
  }, 5);
  return () => {
    clearInterval(timer);
  };
}

async function read(worker: types.Worker, consumers: readonly types.Consumer[]) {
  const usage = await worker.getResourceUsage();
  // All of them get the same; the last one tells whether the worker comes to the end of its round.
  const rows = (await consumers.at(-1)?.getStats()) ?? [];
  const packets = rows.find(({ type }) => type === 'outbound-rtp')?.packetCount ?? 0;
  return { at: performance.now(), cpuSeconds: (usage.ru_utime + usage.ru_stime) / 1_000, packets };
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms)); // the length of a measurement: nothing is waited for
}
