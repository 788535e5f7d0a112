import type { Browser } from 'playwright-core';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { openChromium } from '../support/browser/chromium.ts';
import { ANNOUNCED } from '../support/browser/person.ts';
import { writeSilence } from '../support/browser/speech.ts';
import { freePortRun } from '../support/free-ports.ts';
import { openGroundRelay, type GroundRelay } from '../support/relay/ground/ground-relay.ts';
import { startApp, type TestApp } from '../support/start-app.ts';
import { Actor } from './actor.ts';
import type { JudgedInterval } from '@earshot/server/telemetry/judged.ts';
import { openMediaTaps, type MediaTaps } from './media-taps.ts';
import type { Person, Row } from './rows.ts';

/** Where rows run: one server, one relay before it, one browser, and more for those who need their own. */
export interface TruthStage {
  readonly app: TestApp;
  readonly relay: GroundRelay;
  readonly taps: MediaTaps;
  /** Opens the page of somebody in a row's call. */
  open(row: Row, person: Person): Promise<Actor>;
  /** What the server has judged of a participant, oldest first. */
  judgedOf(participantIds: ReadonlySet<string>): readonly JudgedInterval[];
  close(): Promise<void>;
}

/** What marks the processes of a row's own browser. */
export const browserFlag = ({ id }: Row): string => `--truth-row=${id}`;

/** Starts everything. The relay has a thread of its own, browsers are processes: the server's event loop is its own. */
export async function openTruthStage({ seed }: { seed: number }): Promise<TruthStage> {
  const taps = openMediaTaps();
  const judged: JudgedInterval[] = [];
  const port = await freePortRun(1);
  const app = await startApp({
    env: {
      EARSHOT_RTC_PORT: String(port),
      EARSHOT_RTC_IPS: `127.0.0.1@${ANNOUNCED}`,
      EARSHOT_RTC_TCP: 'off',
    },
    judgedSinks: [{ intervalJudged: (interval) => void judged.push(interval) }],
  });
  const relay = await openGroundRelay({
    address: ANNOUNCED,
    serverAddress: '127.0.0.1',
    ports: [port],
    seed,
  });
  const folder = await mkdtemp(path.join(tmpdir(), 'earshot-truth-'));
  const silence = path.join(folder, 'silence.wav');
  await writeSilence(silence, { seconds: 2 });
  const script = await bundlePage();
  const shared = await openChromium();
  const own: Browser[] = [];
  async function browserFor(row: Row, person: Person): Promise<Browser> {
    if (row.ownBrowser !== person) return shared;
    const isSilent = row.fault.kind === 'silentMicrophone';
    // The last of two equal flags counts.
    const browser = await openChromium([
      browserFlag(row),
      ...(isSilent ? [`--use-file-for-fake-audio-capture=${silence}`] : []),
    ]);
    own.push(browser);
    return browser;
  }
  return {
    app,
    relay,
    taps,
    async open(row, person) {
      const browser = await browserFor(row, person);
      const isStarved = row.fault.kind === 'starvedCpu' && row.ownBrowser === person;
      return Actor.open({ name: `${row.id}/${person}`, browser, url: app.url, script, isStarved });
    },
    judgedOf: (participantIds) => judged.filter(({ participantId }) => participantIds.has(participantId)),
    async close() {
      await Promise.all([shared, ...own].map((browser) => browser.close()));
      await app.close();
      await relay.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function bundlePage(): Promise<string> {
  const bundle = await build({
    entryPoints: [path.join(import.meta.dirname, 'page.ts')],
    bundle: true,
    format: 'iife',
    write: false,
    conditions: ['earshot-source'],
  });
  return bundle.outputFiles[0]?.text ?? '';
}
