import type {} from './globals.ts';
import { launch, type Browser, type Page } from 'puppeteer-core';
import { until } from '../until.ts';

/** Preferences with which a headless Firefox takes part in a call on loopback. */
const PREFERENCES = {
  'media.navigator.streams.fake': true,
  'media.peerconnection.ice.loopback': true,
  'permissions.default.camera': 1,
  'permissions.default.microphone': 1,
  'media.autoplay.default': 0,
  // No H.264, whatever plug-ins there are: this browser stands for those that cannot decode everything.
  'media.gmp-gmpopenh264.enabled': false,
  'media.gmp-provider.enabled': false,
};

/** Starts Firefox ESR over WebDriver BiDi. */
export async function openFirefox(): Promise<Browser> {
  return launch({
    browser: 'firefox',
    executablePath: process.env['FIREFOX'] ?? '/usr/bin/firefox-esr',
    headless: true,
    timeout: 90_000,
    extraPrefsFirefox: PREFERENCES,
  });
}

/** Joins a call on the page. */
export async function joinInFirefox(browser: Browser, url: string, name: string): Promise<Page> {
  const page = await browser.newPage();
  page.setDefaultTimeout(120_000);
  await page.goto(url);
  const input = await page.waitForSelector('[data-testid=name-input]');
  await input?.type(name);
  await page.waitForSelector('[data-testid=join-button]:not([disabled])');
  await page.click('[data-testid=join-button]');
  await page.waitForSelector('[data-testid=connection-state][data-state=connected]', { timeout: 60_000 });
  return page;
}

/** Waits until videos on the page move: their frames as the library's statistics count them. */
export async function untilFirefoxReceives(page: Page, videos: number, voices: number): Promise<void> {
  const read = () =>
    page.evaluate(() => {
      const streams = window.earshotCall?.stats.latest?.streams ?? [];
      const received = streams.filter((stream) => stream.direction === 'receive');
      return {
        videos: received.filter((stream) => (stream.frameRateDecoded ?? 0) > 0).length,
        voices: received.filter(
          (stream) => stream.source === 'microphone' && (stream.packetsPerSecond ?? 0) > 5,
        ).length,
      };
    });
  await until(
    async () => {
      const now = await read();
      return now.videos >= videos && now.voices >= voices ? undefined : JSON.stringify(now);
    },
    { timeoutMs: 90_000, intervalMs: 300, what: 'Firefox receiving' },
  );
}
