/**
 * Records what real browsers answer to `getStats()` in a call through mediasoup, for the fixtures of the statistics tests:
 * `MEDIASOUP_WORKER_BIN=... node test/support/capture-getstats-main.ts chromium|firefox`.
 * One page publishes Opus and a camera in three layers and receives both. Written to `test/fixtures/getstats/`.
 */
import { writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { build } from 'esbuild';
import { createWorker } from 'mediasoup';
import type {
  DtlsParameters,
  Router,
  RtpCapabilities,
  RtpParameters,
  WebRtcTransport,
} from 'mediasoup/types';
import { chromium } from 'playwright-core';
import puppeteer from 'puppeteer-core';

const PAGE = `
import { Device } from 'mediasoup-client';
const post = async (path, body) => (await fetch(path, { method: 'POST', body: JSON.stringify(body ?? {}) })).json();
const wait = (ms) => new Promise((done) => setTimeout(done, ms));
const dump = async (transport) => [...(await transport.getStats()).values()].filter((s) => !['certificate', 'peer-connection', 'local-candidate', 'remote-candidate'].includes(s.type) || s.type.endsWith('candidate'));
window.capture = async () => {
  const device = new Device();
  await device.load({ routerRtpCapabilities: await post('/capabilities') });
  const send = device.createSendTransport(await post('/transport'));
  const receive = device.createRecvTransport(await post('/transport'));
  for (const t of [send, receive]) t.on('connect', ({ dtlsParameters }, ok) => void post('/connect', { id: t.id, dtlsParameters }).then(ok));
  send.on('produce', ({ kind, rtpParameters }, ok) => void post('/produce', { id: send.id, kind, rtpParameters }).then(ok));
  const media = await navigator.mediaDevices.getUserMedia({ audio: true, video: { width: 1280, height: 720, frameRate: 20 } });
  const [audioTrack] = media.getAudioTracks();
  const [videoTrack] = media.getVideoTracks();
  const audio = await send.produce({ track: audioTrack, zeroRtpOnPause: true, disableTrackOnPause: false });
  const video = await send.produce({ track: videoTrack, zeroRtpOnPause: true, disableTrackOnPause: false,
    encodings: [4, 2, 1].map((scaleResolutionDownBy, i) => ({ scaleResolutionDownBy, maxBitrate: [100000, 300000, 900000][i] })) });
  const consumers = [];
  for (const producer of [audio, video]) {
    const consumer = await receive.consume(await post('/consume', { id: receive.id, producerId: producer.id, rtpCapabilities: device.recvRtpCapabilities ?? device.rtpCapabilities }));
    const element = document.createElement(consumer.kind === 'audio' ? 'audio' : 'video');
    element.srcObject = new MediaStream([consumer.track]); element.autoplay = true; element.muted = consumer.kind === 'video';
    document.body.append(element); void element.play().catch(() => undefined);
    await post('/resume', { consumerId: consumer.id });
    consumers.push(consumer);
  }
  const tracks = [
    { name: 'audioSent', mid: audio.localId, mediaTrackId: audio.track.id }, { name: 'videoSent', mid: video.localId, mediaTrackId: video.track.id },
    { name: 'audioReceived', mid: consumers[0].localId, mediaTrackId: consumers[0].track.id }, { name: 'videoReceived', mid: consumers[1].localId, mediaTrackId: consumers[1].track.id } ];
  const samples = [];
  const sample = async (label) => { samples.push({ label, at: Date.now(), send: await dump(send), receive: await dump(receive) }); await wait(1000); };
  await wait(15000);
  for (let i = 0; i < 3; i += 1) await sample('steady');
  await post('/layers', { consumerId: consumers[1].id, spatialLayer: 0 });
  await wait(2500);
  for (let i = 0; i < 2; i += 1) await sample('lowLayer');
  audio.pause(); video.pause(); await post('/pause');
  await wait(2500);
  for (let i = 0; i < 2; i += 1) await sample('paused');
  return { userAgent: navigator.userAgent, tracks, samples };
};`;

interface Body {
  readonly id: string;
  readonly kind: 'audio' | 'video';
  readonly producerId: string;
  readonly consumerId: string;
  readonly spatialLayer: number;
  readonly dtlsParameters: DtlsParameters;
  readonly rtpParameters: RtpParameters;
  readonly rtpCapabilities: RtpCapabilities;
}

async function readBody(request: IncomingMessage): Promise<Body> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString() || '{}') as Body;
}

function routes(router: Router): Record<string, (body: Body) => Promise<unknown>> {
  const transports = new Map<string, WebRtcTransport>();
  const consumers = new Map<string, Awaited<ReturnType<WebRtcTransport['consume']>>>();
  const producers: Awaited<ReturnType<WebRtcTransport['produce']>>[] = [];
  const find = <T>(map: Map<string, T>, id: string): T => {
    const found = map.get(id);
    if (found === undefined) throw new Error(`no ${id}`);
    return found;
  };
  return {
    '/capabilities': async () => router.rtpCapabilities,
    '/transport': async () => {
      const transport = await router.createWebRtcTransport({
        listenInfos: [{ protocol: 'udp', ip: '127.0.0.1' }],
        initialAvailableOutgoingBitrate: 1_000_000,
      });
      transports.set(transport.id, transport);
      const { id, iceParameters, iceCandidates, dtlsParameters } = transport;
      return { id, iceParameters, iceCandidates, dtlsParameters };
    },
    '/connect': async (body) => {
      await find(transports, body.id).connect({ dtlsParameters: body.dtlsParameters });
      return {};
    },
    '/produce': async (body) => {
      const producer = await find(transports, body.id).produce({
        kind: body.kind,
        rtpParameters: body.rtpParameters,
      });
      producers.push(producer);
      return { id: producer.id };
    },
    '/consume': async (body) => {
      const { producerId, rtpCapabilities } = body;
      const consumer = await find(transports, body.id).consume({ producerId, rtpCapabilities, paused: true });
      consumers.set(consumer.id, consumer);
      return { id: consumer.id, producerId, kind: consumer.kind, rtpParameters: consumer.rtpParameters };
    },
    '/resume': async (body) => {
      await find(consumers, body.consumerId).resume();
      return {};
    },
    '/layers': async (body) => {
      await find(consumers, body.consumerId).setPreferredLayers({ spatialLayer: body.spatialLayer });
      return {};
    },
    '/pause': async () => {
      await Promise.all(producers.map((producer) => producer.pause()));
      return {};
    },
  };
}

async function captureChromium(url: string): Promise<unknown> {
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'],
  });
  try {
    const page = await browser.newPage();
    await page.goto(url);
    return await page.evaluate('window.capture()');
  } finally {
    await browser.close();
  }
}

async function captureFirefox(url: string): Promise<unknown> {
  const browser = await puppeteer.launch({
    browser: 'firefox',
    executablePath: '/usr/bin/firefox-esr',
    protocolTimeout: 120_000,
    extraPrefsFirefox: {
      'media.navigator.streams.fake': true,
      'media.peerconnection.ice.loopback': true,
      'permissions.default.camera': 1,
      'permissions.default.microphone': 1,
      'media.autoplay.default': 0,
    },
  });
  try {
    const page = await browser.newPage();
    await page.goto(url);
    return await page.evaluate('window.capture()');
  } finally {
    await browser.close();
  }
}

const browser = process.argv[2] === 'firefox' ? 'firefox' : 'chromium';
const bundle = await build({
  stdin: { contents: PAGE, resolveDir: import.meta.dirname },
  bundle: true,
  format: 'esm',
  write: false,
});
const worker = await createWorker({ logLevel: 'warn' });
const router = await worker.createRouter({
  mediaCodecs: [
    { kind: 'audio', mimeType: 'audio/opus', clockRate: 48_000, channels: 2 },
    { kind: 'video', mimeType: 'video/VP8', clockRate: 90_000 },
  ],
});
const handlers = routes(router);
const server = createServer((request, response) => {
  const handler = handlers[request.url ?? ''];
  if (request.method === 'POST' && handler !== undefined) {
    void readBody(request)
      .then(handler)
      .then((answer) => response.end(JSON.stringify(answer)));
  } else if (request.url === '/page.js') {
    response.setHeader('content-type', 'text/javascript').end(bundle.outputFiles[0]?.text);
  } else {
    response
      .setHeader('content-type', 'text/html')
      .end('<body><script type="module" src="/page.js"></script>');
  }
});
await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
const captured = await (browser === 'firefox' ? captureFirefox(url) : captureChromium(url));
const target = new URL(`../fixtures/getstats/${browser}.json`, import.meta.url);
await writeFile(target, `${JSON.stringify(captured)}\n`);
server.close();
worker.close();
