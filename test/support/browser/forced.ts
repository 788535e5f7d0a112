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
  // Not in the library's order: what the library itself says of a slow device is rewritten on its way (see the probe).
  const frame = { params, name, id: `forced-${String(requests)}` };
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

/** From now on whatever the page sends it goes on sending: nothing that pauses, mutes or stops it has an effect. */
export async function ignoreMutes(page: Page): Promise<void> {
  await page.evaluate(() => {
    if (window.earshotProbe === undefined) throw new Error('the page has no probe');
    window.earshotProbe.ignoresMutes = true;
    const ignore = (prototype: object, property: string) => {
      const native = Object.getOwnPropertyDescriptor(prototype, property);
      Object.defineProperty(prototype, property, { ...native, set: () => undefined });
    };
    ignore(RTCRtpTransceiver.prototype, 'direction');
    ignore(MediaStreamTrack.prototype, 'enabled');
    MediaStreamTrack.prototype.stop = () => undefined;
    RTCRtpSender.prototype.setParameters = () => Promise.resolve();
    const replace = Object.getOwnPropertyDescriptor(RTCRtpSender.prototype, 'replaceTrack')?.value as
      RTCRtpSender['replaceTrack'] | undefined;
    RTCRtpSender.prototype.replaceTrack = function (track) {
      return track === null ? Promise.resolve() : (replace?.call(this, track) ?? Promise.resolve());
    };
  });
}
