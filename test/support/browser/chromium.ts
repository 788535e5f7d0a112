import { chromium, type Browser } from 'playwright-core';

/** Where Debian puts it; `CHROMIUM` overrides. */
const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

/** Fake devices, no prompts, no traffic of the browser's own. */
const FLAGS = [
  '--no-sandbox',
  '--use-fake-device-for-media-stream',
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

/** Starts Chromium with fake devices. Close it in `afterAll`. */
export async function openChromium(extraFlags: readonly string[] = []): Promise<Browser> {
  return chromium.launch({ executablePath: CHROMIUM, args: [...FLAGS, ...extraFlags] });
}
