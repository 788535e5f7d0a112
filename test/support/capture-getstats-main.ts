/**
 * Records what real browsers answer to `getStats()` in a call through mediasoup, for the fixtures of the statistics tests:
 * `MEDIASOUP_WORKER_BIN=... node test/support/capture-getstats-main.ts chromium | firefox | loss10 | rate150`. The first two
 * are a few samples of a good call, the others a minute of Chromium's in which the network is bad for a while. Written to
 * `test/fixtures/getstats/`, without addresses.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { createWorker } from 'mediasoup';
import { chromium } from 'playwright-core';
import puppeteer from 'puppeteer-core';
import { writeSpeech } from './browser/speech.ts';
import { PAGE } from './capture/page.ts';
import { pack, type Recording } from './capture/recording.ts';
import { readBody, routes } from './capture/routes.ts';
import { scrubCapture } from './capture/scrub.ts';
import { freePortRun } from './free-ports.ts';
import type { Impairment } from './relay/link.ts';
import { openGroundRelay } from './relay/ground/ground-relay.ts';
import type { Capture } from './stats.ts';

const RELAY = '127.0.0.2';
/** How long each part of a recording is, s. */
const SECONDS = { good: 12, impaired: 20, again: 24 };
const IMPAIRMENTS: Readonly<Record<string, Impairment>> = {
  loss10: { loss: 0.1 },
  rate150: { rateBps: 150_000, queueBytes: 16_384 },
};

async function captureChromium(url: string, script: string): Promise<unknown> {
  const folder = await mkdtemp(path.join(tmpdir(), 'earshot-capture-'));
  const speech = path.join(folder, 'speech.wav');
  await writeSpeech(speech, { seconds: 9, seed: 1 });
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--use-fake-device-for-media-stream',
      '--use-fake-ui-for-media-stream',
      '--autoplay-policy=no-user-gesture-required',
      `--use-file-for-fake-audio-capture=${speech}`,
    ],
  });
  try {
    const page = await browser.newPage();
    await page.goto(url);
    return await page.evaluate(script);
  } finally {
    await browser.close();
    await rm(folder, { recursive: true });
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

const name = process.argv[2] ?? 'chromium';
const impairment = IMPAIRMENTS[name];
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
const port = await freePortRun(1);
const webRtcServer = await worker.createWebRtcServer({
  listenInfos: [{ protocol: 'udp', ip: '127.0.0.1', announcedAddress: RELAY, port }],
});
const relay = await openGroundRelay({ address: RELAY, serverAddress: '127.0.0.1', ports: [port], seed: 1 });
const handlers = routes({ router, webRtcServer, relay });
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
const script =
  impairment === undefined
    ? 'window.capture()'
    : `window.record(${JSON.stringify(impairment)}, ${JSON.stringify(SECONDS)})`;
const answer = await (name === 'firefox' ? captureFirefox(url) : captureChromium(url, script));
const captured = scrubCapture(answer as Capture);
const written: Capture | Recording = impairment === undefined ? captured : pack(captured);
await writeFile(
  new URL(`../fixtures/getstats/${name}.json`, import.meta.url),
  `${JSON.stringify(written)}\n`,
);
server.close();
await relay.close();
worker.close();
