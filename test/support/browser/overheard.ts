import type { Page } from 'playwright-core';

/** All that a page and its server say to each other, as text. */
export interface Overheard {
  /** What went over sockets, in both directions. */
  readonly frames: string[];
  /** Bodies of requests. */
  readonly bodies: string[];
  /** What was handed to `sendBeacon`; the page must still be there. */
  beacons(): Promise<readonly string[]>;
}

/** Listens from now on; sockets that are open already are not heard. */
export async function overhear(page: Page): Promise<Overheard> {
  const frames: string[] = [];
  const bodies: string[] = [];
  page.on('websocket', (socket) => {
    socket.on('framesent', ({ payload }) => frames.push(payload.toString()));
    socket.on('framereceived', ({ payload }) => frames.push(payload.toString()));
  });
  page.on('request', (request) => bodies.push(request.postData() ?? ''));
  await page.evaluate(() => {
    const kept: string[] = [];
    const send = navigator.sendBeacon.bind(navigator);
    navigator.sendBeacon = (url, body) => {
      kept.push(typeof body === 'string' ? body : `[${typeof body}]`);
      return send(url, body);
    };
    Object.assign(window, { earshotBeacons: kept });
  });
  return {
    frames,
    bodies,
    beacons: () =>
      page.evaluate(
        () => (window as typeof window & { earshotBeacons?: readonly string[] }).earshotBeacons ?? [],
      ),
  };
}
