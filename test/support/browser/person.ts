import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { Network } from '../relay/network.ts';
import { until } from '../until.ts';
import { inboundOf, installProbe, type Inbound } from './probe.ts';

/** Address that the server announces for media in tests with networks of their own. */
export const ANNOUNCED = '127.0.0.2';

/** How somebody opens the page. */
export interface PersonOptions {
  readonly browser: Browser;
  readonly url: string;
  readonly name: string;
  readonly room: string;
  readonly role?: string;
  readonly network?: Network;
  readonly relayOnly?: boolean;
  readonly context?: Parameters<Browser['newContext']>[0];
}

/** Somebody in front of the call page: a browser context of their own. */
export class Person {
  readonly name: string;
  readonly context: BrowserContext;
  readonly page: Page;
  /** Errors that the page printed or threw. */
  readonly errors: string[] = [];

  private constructor(name: string, context: BrowserContext, page: Page) {
    this.name = name;
    this.context = context;
    this.page = page;
  }

  /** Opens the page before the call; `join()` goes in. */
  static async open(options: PersonOptions): Promise<Person> {
    const context = await options.browser.newContext({
      viewport: { width: 1280, height: 800 },
      ...options.context,
    });
    context.setDefaultTimeout(120_000);
    const page = await context.newPage();
    const person = new Person(options.name, context, page);
    page.on('pageerror', (error) => person.errors.push(error.message));
    const own = options.network?.address;
    await installProbe(page, {
      network: own === undefined ? undefined : { announced: ANNOUNCED, own },
      relayOnly: options.relayOnly ?? false,
    });
    const query = new URLSearchParams({ room: options.room });
    if (options.role !== undefined) query.set('role', options.role);
    await page.goto(`${options.network?.url ?? options.url}/?${query.toString()}`);
    await page.getByTestId('name-input').fill(options.name);
    return person;
  }

  /** Opens and joins. */
  static async join(options: PersonOptions): Promise<Person> {
    const person = await Person.open(options);
    await person.join();
    return person;
  }

  async join(): Promise<void> {
    await this.page.getByTestId('join-button').click();
    await this.untilConnected();
  }

  async untilConnected(timeoutMs = 120_000): Promise<void> {
    await until(
      async () => {
        const state = await this.connectionState();
        return state === 'connected' ? undefined : `${this.name} is ${state}`;
      },
      { timeoutMs, what: `${this.name} being connected` },
    );
  }

  async connectionState(): Promise<string> {
    const element = this.page.getByTestId('connection-state');
    return (await element.count()) === 0
      ? 'absent'
      : ((await element.first().getAttribute('data-state')) ?? 'unknown');
  }

  /** Waits until so many remote videos decode further frames, and so many remote voices carry energy. */
  async untilReceives(expected: { videos?: number; voices?: number }, timeoutMs = 120_000): Promise<void> {
    const before = new Map((await inboundOf(this.page)).map((stream) => [stream.id, stream]));
    await until(
      async () => {
        const now = await inboundOf(this.page);
        const videos = now.filter(
          (s) => s.kind === 'video' && s.framesDecoded > (before.get(s.id)?.framesDecoded ?? 0),
        );
        const voices = now.filter((s) => s.kind === 'audio' && s.energy > (before.get(s.id)?.energy ?? 0));
        const enough = videos.length >= (expected.videos ?? 0) && voices.length >= (expected.voices ?? 0);
        return enough
          ? undefined
          : `${this.name} decodes ${String(videos.length)} videos and hears ${String(voices.length)} voices of ${JSON.stringify(expected)}; ${await this.#describe()}`;
      },
      { timeoutMs, intervalMs: 200, what: `${this.name} receiving` },
    );
  }

  /** What the library thinks of the call: said when a test waited in vain. */
  async #describe(): Promise<string> {
    const known = await this.page.evaluate(() => {
      const call = window.earshotCall;
      const tracks = call?.participants.flatMap(({ name, tracks: all }) =>
        all.map((track) => [
          name,
          track.source,
          track.paused ? 'paused' : 'on',
          track.mediaTrack === undefined ? (track.unavailable ?? 'not sent') : 'comes',
        ]),
      );
      return {
        state: call?.state.name,
        participants: call?.participants.map(({ name, connection }) => `${name} ${connection}`),
        optimal: [call?.optimalVideoCount, call?.optimalVideoCountReason],
        tracks: tracks?.map((words) => words.join(' ')),
        issues: call?.issues.map(({ code, level }) => `${code} ${level}`),
      };
    });
    return JSON.stringify(known);
  }

  inbound(): Promise<Inbound[]> {
    return inboundOf(this.page);
  }

  async leave(): Promise<void> {
    await this.page.getByTestId('leave-button').click();
  }

  async close(): Promise<void> {
    await this.context.close();
  }
}
