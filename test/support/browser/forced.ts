import { FRAME, type Answer } from '@earshot/shared';
import type {} from './globals.ts';
import type { Page } from 'playwright-core';

/*
 * What a client does that keeps to nothing: requests past the library's own checks, media past its own mutes. The server
 * alone must hold.
 */

let requests = 0;

/** Writes a request onto the page's own socket, as socket.io frames it, and gives the server's answer. */
export async function forceRequest(page: Page, name: string, params: unknown): Promise<Answer> {
  requests += 1;
  const frame = { id: `forced-${String(requests)}`, name, params };
  // The library's own acknowledgements count from 0; what answers this one it does not know and ignores.
  const ack = 1_000_000 + requests;
  return page.evaluate(
    ({ head, body }) =>
      new Promise<Answer>((resolve, reject) => {
        const socket = [...(window.earshotProbe?.sockets ?? [])].findLast((one) => one.readyState === 1);
        if (socket === undefined) {
          reject(new Error('the page has no open socket'));
          return;
        }
        socket.addEventListener('message', ({ data }) => {
          const text = String(data);
          if (text.startsWith(`43${head}[`)) {
            const [answer] = JSON.parse(text.slice(2 + head.length)) as [Answer];
            resolve(answer);
          }
        });
        socket.send(`42${head}${body}`);
      }),
    { head: String(ack), body: JSON.stringify([FRAME.request, frame]) },
  );
}

/** Sends from the device on every sender of this kind that the page has, whatever the library did to it. */
export async function forceMedia(page: Page, kind: 'audio' | 'video'): Promise<void> {
  await page.evaluate(async (wanted) => {
    const connections = [...(window.earshotProbe?.connections ?? [])];
    const senders = connections
      .filter(({ connectionState }) => connectionState === 'connected')
      .flatMap((connection) => connection.getTransceivers())
      .filter(({ direction, receiver }) => direction === 'sendonly' && receiver.track.kind === wanted)
      .map(({ sender }) => sender);
    if (senders.length === 0) throw new Error(`the page has no ${wanted} sender`);
    const stream = await navigator.mediaDevices.getUserMedia({ [wanted]: true });
    for (const sender of senders) {
      await sender.replaceTrack(stream.getTracks()[0] ?? null);
      const parameters = sender.getParameters();
      for (const encoding of parameters.encodings) encoding.active = true;
      await sender.setParameters(parameters);
    }
  }, kind);
}
