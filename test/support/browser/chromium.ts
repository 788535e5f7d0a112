import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser } from 'playwright-core';
import { writeSpeech } from './speech.ts';

/** Where Debian puts it; `CHROMIUM` overrides. */
const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

/** Fake devices, no prompts, no traffic of the browser's own. */
const FLAGS = [
  '--no-sandbox',
  // Fifteen pictures a second: several pages encode and decode in software on two cores.
  '--use-fake-device-for-media-stream=fps=15',
  '--use-fake-ui-for-media-stream',
  '--autoplay-policy=no-user-gesture-required',
  '--auto-select-desktop-capture-source=Entire screen',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic',
  '--no-first-run',
  // Pages in the background of one window must not be slowed down: each stands for a person.
  '--disable-background-timer-throttling',
  '--disable-backgrounding-occluded-windows',
  '--disable-renderer-backgrounding',
];

/** Starts Chromium with fake devices; its microphones speak. Close it in `afterAll`. */
export async function openChromium(extraFlags: readonly string[] = []): Promise<Browser> {
  const folder = await mkdtemp(join(tmpdir(), 'earshot-chromium-'));
  const removeFolder = () => rm(folder, { recursive: true, force: true });
  try {
    const speech = join(folder, 'speech.wav');
    // Every page begins at the start of the voice when it opens its microphone: pages do not speak in step.
    await writeSpeech(speech, { seconds: 9, seed: 1 });
    const args = [...FLAGS, `--use-file-for-fake-audio-capture=${speech}`, ...extraFlags];
    const browser = await chromium.launch({ executablePath: CHROMIUM, args, timeout: 90_000 });
    browser.once('disconnected', () => void removeFolder());
    return browser;
  } catch (error) {
    await removeFolder();
    throw error;
  }
}
