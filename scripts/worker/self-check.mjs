// Runs on the Node that npm installed: `MEDIASOUP_WORKER_BIN=... node scripts/worker/self-check.mjs`.
// A worker starts; one packet goes out through SRTP and in again, for each kind of cipher; a DTLS transport sends its first
// flight (where a worker built against the wrong OpenSSL crashes).
import { createHmac } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { crc32 } from 'node:zlib';
import * as mediasoup from 'mediasoup';

const address = '127.0.0.1';
const waitMs = 10_000;
const stepMs = 50;
const packetSsrc = 0x0ea25407;

/** @type {mediasoup.types.RouterRtpCodecCapability[]} */
const mediaCodecs = [
  { kind: 'audio', mimeType: 'audio/opus', clockRate: 48_000, channels: 2, preferredPayloadType: 100 },
];
/** @type {mediasoup.types.RtpParameters} */
const rtpParameters = {
  codecs: [{ mimeType: 'audio/opus', clockRate: 48_000, channels: 2, payloadType: 100 }],
  encodings: [{ ssrc: packetSsrc }],
  rtcp: { cname: 'self-check' },
};
const payload = Buffer.from('earshot self-check');

/** @param {number} sequence */
function rtpPacket(sequence) {
  const header = Buffer.alloc(12);
  header.writeUInt8(0x80, 0);
  header.writeUInt8(100, 1);
  header.writeUInt16BE(sequence, 2);
  header.writeUInt32BE(sequence * 960, 4);
  header.writeUInt32BE(packetSsrc, 8);
  return Buffer.concat([header, payload]);
}

/**
 * Repeats `attempt` until the promise settles or time is up.
 * @template T
 * @param {Promise<T>} promise
 * @param {(count: number) => void} attempt
 * @param {string} what
 * @returns {Promise<T>}
 */
async function repeatUntil(promise, attempt, what) {
  let count = 0;
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  const limit = new Promise((_, reject) => {
    timer = setInterval(() => {
      count += 1;
      if (count * stepMs > waitMs) reject(new Error(`${what}: nothing arrived within ${waitMs / 1000} s`));
      else attempt(count);
    }, stepMs);
  });
  try {
    return await /** @type {Promise<T>} */ (Promise.race([promise, limit]));
  } finally {
    clearInterval(timer);
  }
}

/**
 * direct -> [router A] -> SRTP out -> loopback -> SRTP in -> [router B] -> direct
 * @param {mediasoup.types.Worker} worker
 * @param {mediasoup.types.SrtpCryptoSuite} srtpCryptoSuite
 */
async function checkSrtp(worker, srtpCryptoSuite) {
  const [routerA, routerB] = [
    await worker.createRouter({ mediaCodecs }),
    await worker.createRouter({ mediaCodecs }),
  ];
  const plain = { listenInfo: { protocol: /** @type {const} */ ('udp'), ip: address }, rtcpMux: true };
  const options = { ...plain, enableSrtp: true, srtpCryptoSuite };
  const [out, into] = [
    await routerA.createPlainTransport(options),
    await routerB.createPlainTransport(options),
  ];
  const link = async (
    /** @type {mediasoup.types.PlainTransport} */ from,
    /** @type {mediasoup.types.PlainTransport} */ to,
  ) => {
    if (to.srtpParameters === undefined) throw new Error('a plain transport has no SRTP parameters');
    await from.connect({ ip: address, port: to.tuple.localPort, srtpParameters: to.srtpParameters });
  };
  await link(out, into);
  await link(into, out);

  const source = await routerA.createDirectTransport();
  const producer = await source.produce({ kind: 'audio', rtpParameters });
  const sent = await out.consume({ producerId: producer.id, rtpCapabilities: routerA.rtpCapabilities });
  const received = await into.produce({ kind: 'audio', rtpParameters: sent.rtpParameters });
  const target = await routerB.createDirectTransport();
  const consumer = await target.consume({
    producerId: received.id,
    rtpCapabilities: routerB.rtpCapabilities,
  });

  const arrived = once(consumer, 'rtp');
  const [packet] = await repeatUntil(
    arrived,
    (count) => producer.send(rtpPacket(count)),
    `SRTP with ${srtpCryptoSuite}`,
  );
  if (!packet.subarray(-payload.length).equals(payload))
    throw new Error(`${srtpCryptoSuite} changed the packet`);
  routerA.close();
  routerB.close();
}

/**
 * @param {number} type
 * @param {Buffer} value
 */
function stunAttribute(type, value) {
  const header = Buffer.alloc(4);
  header.writeUInt16BE(type, 0);
  header.writeUInt16BE(value.length, 2);
  return Buffer.concat([header, value, Buffer.alloc((4 - (value.length % 4)) % 4)]);
}

/**
 * A STUN message whose length already counts what will be appended: the hashes over it are made that way.
 * @param {Buffer} attributes
 * @param {number} appendedBytes
 */
function stunMessage(attributes, appendedBytes) {
  const header = Buffer.alloc(20, 7);
  header.writeUInt16BE(0x0001, 0); // binding request
  header.writeUInt16BE(attributes.length + appendedBytes, 2);
  header.writeUInt32BE(0x2112a442, 4);
  return Buffer.concat([header, attributes]);
}

/**
 * A STUN binding request that nominates the pair (RFC 5389, RFC 8445).
 * @param {mediasoup.types.IceParameters} ice
 */
function bindingRequest(ice) {
  const attributes = Buffer.concat([
    stunAttribute(0x0006, Buffer.from(`${ice.usernameFragment}:check`)),
    stunAttribute(0x0024, Buffer.from([0x6e, 0xff, 0xff, 0xff])), // PRIORITY
    stunAttribute(0x802a, Buffer.alloc(8, 1)), // ICE-CONTROLLING
    stunAttribute(0x0025, Buffer.alloc(0)), // USE-CANDIDATE
  ]);
  const integrity = createHmac('sha1', ice.password).update(stunMessage(attributes, 24)).digest();
  const signed = Buffer.concat([attributes, stunAttribute(0x0008, integrity)]);
  const fingerprint = Buffer.alloc(4);
  fingerprint.writeUInt32BE((crc32(stunMessage(signed, 8)) ^ 0x5354554e) >>> 0);
  return stunMessage(Buffer.concat([signed, stunAttribute(0x8028, fingerprint)]), 0);
}

/** @param {mediasoup.types.Worker} worker */
async function checkDtls(worker) {
  const router = await worker.createRouter({ mediaCodecs });
  const webRtcServer = await worker.createWebRtcServer({ listenInfos: [{ protocol: 'udp', ip: address }] });
  const transport = await router.createWebRtcTransport({ webRtcServer });
  const fingerprint = { algorithm: /** @type {const} */ ('sha-256'), value: Array(32).fill('AA').join(':') };
  // We play the server, so the worker speaks first.
  await transport.connect({ dtlsParameters: { role: 'server', fingerprints: [fingerprint] } });
  const port = transport.iceCandidates[0]?.port;
  if (port === undefined) throw new Error('a WebRTC transport has no ICE candidate');

  const socket = createSocket('udp4');
  try {
    /** @type {Promise<void>} */
    const handshake = new Promise((resolve) => {
      socket.on('message', (message) => {
        if (message[0] === 22) resolve(); // DTLS handshake: the ClientHello
      });
    });
    const request = bindingRequest(transport.iceParameters);
    await repeatUntil(handshake, () => socket.send(request, port, address), 'The first DTLS flight');
  } finally {
    socket.close();
  }
  router.close();
}

const worker = await mediasoup.createWorker({ logLevel: 'warn' });
worker.on('died', (error) => {
  process.stderr.write(`The worker died: ${error.message}\n`);
  process.exit(1);
});
try {
  await checkSrtp(worker, 'AEAD_AES_128_GCM');
  await checkSrtp(worker, 'AEAD_AES_256_GCM');
  await checkSrtp(worker, 'AES_CM_128_HMAC_SHA1_80');
  await checkDtls(worker);
  process.stdout.write(`mediasoup ${mediasoup.version}: the worker is sound\n`);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
} finally {
  worker.close();
}
