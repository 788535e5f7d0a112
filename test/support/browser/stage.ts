import type { Logger } from '@earshot/server/logger.ts';
import type { Browser } from 'playwright-core';
import { assertSecondsConserved } from '../conservation.ts';
import { startApp, type TestApp } from '../start-app.ts';
import { openNetwork, type Network } from '../relay/network.ts';
import { freePortRun } from '../free-ports.ts';
import { openChromium } from './chromium.ts';
import { ANNOUNCED, Person, type PersonOptions } from './person.ts';

/** A running server, a browser, and people who come through networks of their own. */
export interface Stage {
  readonly app: TestApp;
  readonly browser: Browser;
  /** UDP and TCP ports of the workers. */
  readonly mediaPorts: readonly number[];
  /** The room of this test; `clear` chooses another, because closed pages keep their places for a while. */
  readonly room: string;
  /** Joins a room through the page. */
  join(name: string, options?: StageOptions): Promise<Person>;
  /** Opens the page before the call. */
  open(name: string, options?: StageOptions): Promise<Person>;
  /** A network between one person and the server. */
  network(): Promise<Network>;
  /** Closes everybody's pages and networks; the server and the browser stay. */
  clear(): Promise<void>;
  /** Ends all calls; rejects when a second of any leg was lost or counted twice. Everything is closed all the same. */
  close(): Promise<void>;
}

/** What a person may differ in. */
export type StageOptions = Partial<Omit<PersonOptions, 'browser' | 'name'>>;

/** Starts a server with one worker (or as `env` says) on loopback, and Chromium. */
export async function openStage(
  options: {
    env?: Record<string, string>;
    flags?: readonly string[];
    networks?: boolean;
    logger?: Logger;
  } = {},
): Promise<Stage> {
  const workers = Number(options.env?.['EARSHOT_WORKERS'] ?? 1);
  const rtcPort = await freePortRun(workers);
  const mediaPorts = Array.from({ length: workers }, (_, index) => rtcPort + index);
  const app = await startApp({
    ...(options.logger === undefined ? {} : { logger: options.logger }),
    env: {
      EARSHOT_WORKERS: String(workers),
      EARSHOT_RTC_PORT: String(rtcPort),
      EARSHOT_RTC_IPS: options.networks === true ? `127.0.0.1@${ANNOUNCED}` : '127.0.0.1',
      ...options.env,
    },
  });
  const browser = await openChromium(options.flags).catch(async (error: unknown) => {
    await app.close();
    throw error;
  });
  let round = 1;
  const room = () => `room-${String(round)}`;
  const people: Person[] = [];
  const networks: Network[] = [];
  const open = async (name: string, person: StageOptions = {}) => {
    const opened = await Person.open({ browser, url: app.url, room: room(), name, ...person });
    people.push(opened);
    return opened;
  };
  async function clear(): Promise<void> {
    round += 1;
    await Promise.all(people.splice(0).map((person) => person.close()));
    for (const network of networks.splice(0)) network.close();
  }
  return {
    app,
    browser,
    mediaPorts,
    get room() {
      return room();
    },
    open,
    async join(name, person) {
      const opened = await open(name, person);
      await opened.join();
      return opened;
    },
    async network() {
      const address = `127.0.0.${String(11 + networks.length)}`;
      const network = await openNetwork({ address, signallingPort: app.port, mediaPorts });
      networks.push(network);
      return network;
    },
    clear,
    async close() {
      try {
        await clear();
        await endCalls(app);
        const { EARSHOT_METRICS_PORT: metricsPort, EARSHOT_METRICS_TOKEN: token } = options.env ?? {};
        // They may have a port of their own.
        const url = metricsPort === undefined ? app.url : `http://127.0.0.1:${metricsPort}`;
        await assertSecondsConserved(url, token);
      } finally {
        await browser.close();
        await app.close();
      }
    },
  };
}

/** At once, so that nobody waits for those who only closed their page. */
async function endCalls(app: TestApp): Promise<void> {
  const { rooms } = (await (await app.api('GET', '/v1/rooms')).json()) as { rooms: { room: string }[] };
  await Promise.all(rooms.map(({ room }) => app.api('DELETE', `/v1/rooms/${encodeURIComponent(room)}`)));
}
