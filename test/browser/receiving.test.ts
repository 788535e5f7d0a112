import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { forceRequest } from '../support/browser/forced.ts';
import type { Person } from '../support/browser/person.ts';
import { pictureOf, resizeShown, showAlone, untilPicture } from '../support/browser/pictures.ts';
import { sentBy } from '../support/browser/probe.ts';
import { openStage, type Stage } from '../support/browser/stage.ts';
import type { Network } from '../support/relay/network.ts';
import { until } from '../support/until.ts';

/** How much longer than on a machine of its own anything may take where browsers and server share two slow cores. */
const SLOWNESS = 3;
const withinSeconds = (seconds: number) => seconds * 1_000 * SLOWNESS;

let stage: Stage;
let network: Network;
/** Looks at Ben, and sends nothing: the machine shall have time for one good picture. */
let ann: Person;
let ben: Person;
beforeAll(async () => {
  stage = await openStage({ networks: true });
  network = await stage.network();
  ben = await stage.join('Ben', { network: await stage.network() });
  ann = await stage.open('Ann', { network });
  await ann.page.getByTestId('camera-toggle').click();
  await ann.page.getByTestId('mic-toggle').click();
  await ann.join();
  await ann.untilReceives({ videos: 1 });
  await showAlone(ann, 'Ben');
  // Who speaks may be shown for that alone.
  await ben.page.getByTestId('mic-toggle').click();
});
afterAll(async () => {
  await stage.close();
});

/** Waits until large pictures come: all that a good path and an idle machine allow. */
async function untilLarge(): Promise<void> {
  await resizeShown(ann, 700);
  await untilPicture(ann, 'Ben', { above: 180, timeoutMs: withinSeconds(10) });
}

describe('what is received', () => {
  it('follows the size of the tile down within 5 s', async () => {
    await untilLarge();
    await resizeShown(ann, 90);
    await untilPicture(ann, 'Ben', { upTo: 180, timeoutMs: withinSeconds(5) });
  });

  it('keeps to the limits that the app has set, whatever size a forced client asks for', async () => {
    await untilLarge();
    await ann.page.evaluate(() => window.earshotCall?.setReceiveConstraints({ maxFrameHeight: 180 }));
    await untilPicture(ann, 'Ben', { upTo: 180, timeoutMs: withinSeconds(5) });
    const participantId = await ben.page.evaluate(
      () => window.earshotCall?.localParticipant.participantId ?? '',
    );
    const tile = { participantId, source: 'camera', height: 1_080 };
    const answer = await forceRequest(ann.page, 'setView', { view: { tiles: [tile], pins: [] } });
    expect(answer.ok).toBe(true);
    // Two more seconds of pictures, none of them larger.
    const { framesDecoded } = await pictureOf(ann, 'Ben');
    let largest = 0;
    await until(
      async () => {
        const now = await pictureOf(ann, 'Ben');
        largest = Math.max(largest, now.height);
        return now.framesDecoded > framesDecoded + 30 ? undefined : 'few pictures so far';
      },
      { timeoutMs: withinSeconds(5), intervalMs: 100 },
    );
    expect(largest).toBeLessThanOrEqual(180);
    await ann.page.evaluate(() => window.earshotCall?.setReceiveConstraints({}));
    await untilPicture(ann, 'Ben', { above: 180, timeoutMs: withinSeconds(10) });
  });
});

describe('a camera that nobody shows', () => {
  it('stops sending within 8 s, counts as on, and is back within 1 s when somebody looks', async () => {
    await resizeShown(ann, 0);
    let sent = -1;
    await until(
      async () => {
        const before = sent;
        sent = (await sentBy(ben.page)).video;
        return sent === before ? undefined : 'still sending';
      },
      { timeoutMs: withinSeconds(8), intervalMs: 1_000, what: 'Ben’s camera at rest' },
    );
    const shown = await ann.page.evaluate(() =>
      window.earshotCall?.participants
        .find(({ name }) => name === 'Ben')
        ?.tracks.filter(({ source }) => source === 'camera')
        .map(({ paused }) => paused),
    );
    expect(shown).toEqual([false]);
    const own = await ben.page.evaluate(() => {
      const { active, muted } = window.earshotCall?.camera.state ?? {};
      return { active, muted };
    });
    expect(own).toEqual({ active: true, muted: false });
    await resizeShown(ann, 360);
    await untilPicture(ann, 'Ben', { timeoutMs: withinSeconds(1) });
  });
});

describe('the number of videos that a receiver can take', () => {
  const optimal = () =>
    ann.page.evaluate(() => ({
      count: window.earshotCall?.optimalVideoCount ?? 0,
      reason: window.earshotCall?.optimalVideoCountReason,
    }));

  it('falls for a device that cannot decode more, with the performance as its reason', async () => {
    expect(await forceRequest(ann.page, 'setDecodeCapacity', { videos: 3 })).toMatchObject({ ok: true });
    const low = { count: 3, reason: 'performance' };
    await expect.poll(optimal, { timeout: withinSeconds(5) }).toEqual(low);
    expect(await forceRequest(ann.page, 'setDecodeCapacity', { videos: null })).toMatchObject({ ok: true });
    await expect.poll(optimal, { timeout: withinSeconds(20) }).not.toEqual(low);
  });

  it('falls on a path of 600 kbit/s, with the bandwidth as its reason, and rises again on a good one', async () => {
    await untilLarge();
    const before = await optimal();
    network.impair({ rateBps: 600_000 }, 'down');
    let low = before;
    await until(
      async () => {
        low = await optimal();
        return low.reason === 'bandwidth' && low.count < before.count ? undefined : JSON.stringify(low);
      },
      { timeoutMs: withinSeconds(15), intervalMs: 250, what: 'fewer videos' },
    );
    network.restore();
    await until(
      async () => {
        const now = await optimal();
        return now.count > low.count ? undefined : JSON.stringify(now);
      },
      { timeoutMs: withinSeconds(20), intervalMs: 250, what: 'more videos again' },
    );
  });
});
