import type {} from './page.ts';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { installProbe } from '../support/browser/probe.ts';
import type { PageLog, TruthJoin } from './page.ts';
import { readStreams, type PageStreams } from './page-streams.ts';

/** What somebody's page is made of. */
export interface ActorOptions {
  readonly name: string;
  readonly browser: Browser;
  readonly url: string;
  /** The bundle of `page.ts`. */
  readonly script: string;
  /** What the library says of a slow device shall reach the server: others count as quick enough. */
  readonly isStarved: boolean;
}

/** One participant: a page with the library and nothing else. */
export class Actor {
  readonly name: string;
  readonly page: Page;
  readonly #context: BrowserContext;

  private constructor(name: string, context: BrowserContext, page: Page) {
    this.name = name;
    this.page = page;
    this.#context = context;
  }

  /** Opens the page. */
  static async open({ name, browser, url, script, isStarved }: ActorOptions): Promise<Actor> {
    // No page's policy but a health check's, which lets no script in.
    const context = await browser.newContext({ bypassCSP: true, viewport: { width: 1_280, height: 800 } });
    context.setDefaultTimeout(60_000);
    const page = await context.newPage();
    await installProbe(page, { honestDevice: isStarved });
    // The smallest answer of the server itself: a page made up here would not be let at a server on loopback.
    await page.goto(`${url}/healthz`);
    await page.addScriptTag({ content: script });
    return new Actor(name, context, page);
  }

  join(options: TruthJoin): Promise<void> {
    return this.page.evaluate((how) => window.earshotTruth?.join(how), options);
  }

  async log(): Promise<PageLog> {
    const log = await this.page.evaluate(() => window.earshotTruth?.log());
    if (log === undefined) throw new Error(`${this.name} has lost the script of its page`);
    return log;
  }

  streams(): Promise<PageStreams> {
    return readStreams(this.page);
  }

  freezeCamera(frozen: boolean): Promise<void> {
    return this.page.evaluate((is) => window.earshotTruth?.freezeCamera(is), frozen);
  }

  setMuted(muted: boolean): Promise<void> {
    return this.page.evaluate((is) => window.earshotTruth?.setMuted(is), muted);
  }

  close(): Promise<void> {
    return this.#context.close();
  }
}
