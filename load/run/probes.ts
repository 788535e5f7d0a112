import { chromium, type Browser, type Page } from 'playwright-core';
import path from 'node:path';
import type { ProbeNumbers } from './judge.ts';
import { judgeLooks, worstOf, type Inbound, type Yardstick, type Look } from './probe-math.ts';
import { readProcesses } from './proc.ts';

/**
 * Starts `/usr/bin/chromium` (`CHROMIUM` overrides) behind everything else: two of 350 clients must not make those late that
 * measure the other 348.
 */
const BEHIND = path.join(import.meta.dirname, 'behind.sh');
/** What draws and plays costs more than what is looked at here: pages are hardly painted, and heard by nobody. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-software-rasterizer',
  '--mute-audio',
  '--autoplay-policy=no-user-gesture-required',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-background-timer-throttling',
  '--disable-backgrounding-occluded-windows',
  '--disable-renderer-backgrounding',
];
/** Frames are decoded all the same when nobody sees them; moving pictures and animations would be painted 60 times a second. */
const UNSEEN = 'video{opacity:0!important}*{animation:none!important;transition:none!important}';
const LOOK_MS = 5_000;
const MAX_LOOKS = 1_000;

declare global {
  interface Window {
    /** Peer connections of the page, put there before anything else runs. */
    loadProbe?: { readonly connections: Set<RTCPeerConnection> };
  }
}

/** Real browsers on the call page, who look and listen and publish nothing. */
export class Probes {
  readonly #browser: Browser;
  readonly #pages: readonly Page[];
  readonly #looks: Look[][];
  readonly #timer: NodeJS.Timeout;

  private constructor(browser: Browser, pages: readonly Page[]) {
    this.#browser = browser;
    this.#pages = pages;
    this.#looks = pages.map(() => []);
    this.#timer = setInterval(() => void this.#lookAll(), LOOK_MS);
  }

  /** Opens the page in so many browser contexts and joins. Rejects when one is not in within 60 s. */
  static async join(options: { url: string; room: string; count: number }): Promise<Probes> {
    const browser = await chromium.launch({ executablePath: BEHIND, args: FLAGS });
    try {
      const pages: Page[] = [];
      for (let index = 0; index < options.count; index += 1) {
        const context = await browser.newContext({
          viewport: { width: 640, height: 360 },
          reducedMotion: 'reduce',
        });
        const page = await context.newPage();
        await page.addInitScript(remember);
        await page.goto(`${options.url}/?room=${options.room}&role=consumer&name=Probe-${String(index + 1)}`);
        await page.evaluate(hide, UNSEEN);
        await page.getByTestId('join-button').click({ timeout: 60_000 });
        await page
          .locator('[data-testid=connection-state][data-state=connected]')
          .first()
          .waitFor({ state: 'attached', timeout: 60_000 });
        pages.push(page);
      }
      return new Probes(browser, pages);
    } catch (error) {
      await browser.close();
      throw error;
    }
  }

  /** The browsers' first processes: the rest of them descend from these. */
  static pids(): number[] {
    return readProcesses()
      .filter(({ parent, name }) => parent === process.pid && name.startsWith('chrom'))
      .map(({ pid }) => pid);
  }

  async #lookAll(): Promise<void> {
    await Promise.all(
      this.#pages.map(async (page, index) => {
        const looks = this.#looks[index];
        if (looks === undefined || looks.length >= MAX_LOOKS) return;
        try {
          const streams = await page.evaluate(readInbound);
          looks.push({ at: Date.now(), streams });
        } catch {
          // The page is being closed, or too busy: the gap shows in its frames.
        }
      }),
    );
  }

  /** Leaves and judges what was seen. */
  async finish(yardstick: Yardstick): Promise<ProbeNumbers> {
    clearInterval(this.#timer);
    await this.#lookAll();
    const stayed = await Promise.all(this.#pages.map(leave));
    await this.#browser.close();
    // Whoever was put out on the way has not seen the call.
    if (stayed.includes(false)) return worstOf([]);
    return worstOf(this.#looks.map((looks) => judgeLooks(looks, yardstick)));
  }

  /** Closes without judging. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#browser.close();
  }
}

/** Whether it was in the call until then. */
async function leave(page: Page): Promise<boolean> {
  try {
    await page.getByTestId('leave-button').click({ timeout: 10_000 });
    return true;
  } catch {
    return false;
  }
}

/** Runs in the page, whose policy forbids styles in its text. */
function hide(css: string): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  document.adoptedStyleSheets.push(sheet);
}

/** Runs in the page. */
function remember(): void {
  const connections = new Set<RTCPeerConnection>();
  window.loadProbe = { connections };
  const Native = globalThis.RTCPeerConnection;
  globalThis.RTCPeerConnection = class extends Native {
    constructor(configuration?: RTCConfiguration) {
      super(configuration);
      connections.add(this);
    }
  };
}

/** Runs in the page. */
async function readInbound(): Promise<Inbound[]> {
  const found: Inbound[] = [];
  for (const connection of window.loadProbe?.connections ?? []) {
    if (connection.connectionState === 'closed') continue;
    const report = await connection.getStats();
    report.forEach((value: Record<string, unknown>) => {
      if (value['type'] !== 'inbound-rtp') return;
      // What the library probes the path with is nobody's picture.
      if (value['mid'] === 'probator' || value['ssrc'] === 1234) return;
      const number = (key: string) => (typeof value[key] === 'number' ? value[key] : 0);
      found.push({
        id: String(value['id']),
        kind: value['kind'] === 'audio' ? 'audio' : 'video',
        framesDecoded: number('framesDecoded'),
        frameHeight: number('frameHeight'),
        frozen: number('totalFreezesDuration'),
        samples: number('totalSamplesReceived'),
        concealed: number('concealedSamples') - number('silentConcealedSamples'),
      });
    });
  }
  return found;
}
