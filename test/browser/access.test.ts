import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openStage, type Stage } from '../support/browser/stage.ts';
import { until } from '../support/until.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage({ env: { EARSHOT_MAX_PARTICIPANTS: '2' } });
});
afterEach(async () => {
  await stage.clear();
});
afterAll(async () => {
  await stage.close();
});

describe('who may come in, and what they may do', () => {
  it('refuses one more than the call may have, and says so in words', async () => {
    await stage.join('Ann');
    await stage.join('Ben');
    const cleo = await stage.open('Cleo');
    await cleo.page.getByTestId('join-button').click();
    await cleo.page.getByTestId('error-message').getByText(/full/iu).waitFor();
  });

  it('refuses a camera to a role without that right, even when the client is forced', async () => {
    const viewer = await stage.join('Vera', { role: 'consumer' });
    const outcome = await viewer.page.evaluate(async () => {
      const { earshotCall } = window;
      if (earshotCall === undefined) return 'no call';
      // The library asks its own copy of the rights first; a forged copy must not get past the server.
      Object.assign(earshotCall.capabilities, { camera: { allowed: true, reason: 'allowed' } });
      try {
        await earshotCall.camera.start();
        return 'published';
      } catch (error) {
        return (error as { code?: string }).code ?? String(error);
      }
    });
    expect(outcome).toBe('not_allowed');
    const ben = await stage.join('Ben');
    const sources = await ben.page.evaluate(() =>
      window.earshotCall?.participants
        .filter((participant) => participant.name === 'Vera')
        .flatMap((participant) => participant.tracks.map((track) => track.source)),
    );
    expect(sources).toEqual([]);
  });

  it('refuses an expired token with words', async () => {
    const token = await stage.app.token({
      room: stage.room,
      identity: 'late',
      expiresInSeconds: 60,
      issuedAt: Date.now() - 600_000,
    });
    const context = await stage.browser.newContext();
    const page = await context.newPage();
    await page.goto(`${stage.app.url}/?room=${stage.room}#token=${token}`);
    await page.getByTestId('name-input').fill('Late');
    await page.getByTestId('join-button').click();
    await page
      .getByTestId('error-message')
      .getByText(/expired/iu)
      .waitFor();
    await context.close();
  });

  it('refuses signalling from a second origin, with a code', async () => {
    const other = await openOrigin('<!doctype html><title>other</title>');
    const context = await stage.browser.newContext();
    const page = await context.newPage();
    await page.goto(other.url);
    const status = await page.evaluate(async (server) => {
      const response = await fetch(`${server}/v1/client-config`).catch(() => undefined);
      return response === undefined ? 'blocked by the browser' : response.status;
    }, stage.app.url);
    expect(status).toBe('blocked by the browser');
    const answer = await fetch(`${stage.app.url}/v1/client-config`, { headers: { origin: other.url } });
    expect(answer.status).toBe(403);
    expect(((await answer.json()) as { code: string }).code).toBe('origin_not_allowed');
    expect(await page.evaluate(refusalOfSocket, stage.app.url.replace('http', 'ws'))).toContain(
      'origin_not_allowed',
    );
    await context.close();
    other.close();
  });
});

describe('the page inside another site’s frame', () => {
  it('works when the origin is listed and the frame is allowed the devices', async () => {
    const embedder = await openOrigin('');
    const listed = await openStage({ env: { EARSHOT_ALLOWED_ORIGINS: embedder.url } });
    embedder.setBody(frame(`${listed.app.url}/?room=framed`));
    try {
      const context = await listed.browser.newContext();
      const page = await context.newPage();
      await page.goto(embedder.url);
      const inner = page.frameLocator('iframe');
      await inner.getByTestId('name-input').fill('Framed');
      await inner.getByTestId('join-button').click();
      await until(async () =>
        (await inner.getByTestId('connection-state').first().getAttribute('data-state')) === 'connected'
          ? undefined
          : 'not connected',
      );
      await context.close();
    } finally {
      await listed.close();
      embedder.close();
    }
  });

  it('is not shown at all by an origin that is not listed', async () => {
    const embedder = await openOrigin(frame(`${stage.app.url}/?room=framed`));
    const context = await stage.browser.newContext();
    const page = await context.newPage();
    await page.goto(embedder.url);
    await page.waitForLoadState('networkidle');
    expect(await page.frameLocator('iframe').getByTestId('join-button').count()).toBe(0);
    await context.close();
    embedder.close();
  });
});

function frame(url: string): string {
  return `<!doctype html><iframe src="${url}" allow="camera *; microphone *; display-capture *; autoplay *" width="1000" height="700"></iframe>`;
}

/** Runs in the page: what a socket of its origin is answered, in the words of engine.io and socket.io. */
function refusalOfSocket(server: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = new WebSocket(`${server}/socket.io/?EIO=4&transport=websocket`);
    socket.onmessage = ({ data }) => {
      const packet = String(data);
      if (packet.startsWith('0')) socket.send('40{"versions":[1]}');
      if (packet.startsWith('44')) resolve(packet);
      if (packet.startsWith('40')) resolve('connected');
    };
    socket.onclose = () => {
      resolve('closed without a word');
    };
  });
}

/** A site of another origin. */
async function openOrigin(body: string) {
  let html = body;
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html');
    response.end(html);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${String(port)}`,
    setBody(next: string) {
      html = next;
    },
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
