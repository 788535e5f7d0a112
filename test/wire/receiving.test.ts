import type { RequestInput } from '@earshot/shared';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { videoParameters } from '../media/fixtures.ts';
import { startApp, type TestApp } from '../support/start-app.ts';
import { until } from '../support/until.ts';
import { join, type Joined } from '../support/wire-client.ts';
import { meet } from '../support/wire-roster.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());

type View = RequestInput<'setView'>['view'];
const CAMERA = () => ({
  source: 'camera' as const,
  rtpParameters: videoParameters(),
  height: 720,
  paused: false,
});

/** A receiver, and two whose cameras run. */
async function watched(room: string, view: (ids: { ann: string; bob: string }) => View) {
  const ann = await join(app, { room, identity: 'ann' });
  const bob = await join(app, { room, identity: 'bob' });
  const eve = await join(app, { room, identity: 'eve' });
  await meet({ ann, bob, eve });
  const codecs = eve.joined.media?.routerRtpCapabilities.codecs ?? [];
  const ids = { ann: ann.joined.participantId, bob: bob.joined.participantId };
  await eve.request('receiveReady', { rtpCapabilities: { codecs, headerExtensions: [] }, view: view(ids) });
  for (const client of [ann, bob, eve]) await client.request('publish', CAMERA());
  return {
    ann,
    bob,
    eve,
    close: () => {
      for (const client of [ann, bob, eve]) client.close();
    },
  };
}

/** Owners of the videos that come now. */
function comingTo(client: Joined): string[] {
  const owners = new Map<string, string>();
  for (const { name, data } of client.events) {
    if (name === 'consumersAdded')
      for (const one of (data as { consumers: { consumerId: string; participantId: string }[] }).consumers)
        owners.set(one.consumerId, one.participantId);
    if (name === 'consumersRemoved')
      for (const { consumerId } of (data as { removed: { consumerId: string }[] }).removed)
        owners.delete(consumerId);
  }
  return [...owners.values()].toSorted();
}

async function come(client: Joined, owners: readonly Joined[]): Promise<void> {
  const wanted = owners.map(({ joined }) => joined.participantId).toSorted();
  await until(
    () => {
      const coming = comingTo(client);
      return coming.join() === wanted.join() ? undefined : `${String(coming.length)} videos`;
    },
    { what: `${String(wanted.length)} videos`, timeoutMs: 40_000 },
  );
}

const EVERYBODY = ({ ann, bob }: { ann: string; bob: string }): View => ({
  tiles: [ann, bob].map((participantId) => ({ participantId, source: 'camera', height: 180 })),
  pins: [],
});

describe('what a receiver gets', () => {
  it('M12: fills places that a view leaves to the server, never with oneself', async () => {
    const { ann, bob, eve, close } = await watched('m12', () => ({
      tiles: [],
      pins: [],
      auto: { places: 5, height: 360 },
    }));
    await come(eve, [ann, bob]);
    await eve.request('setView', { view: { tiles: [], pins: [], auto: { places: 1, height: 360 } } });
    await until(() => (comingTo(eve).length === 1 ? undefined : 'more than one place'));
    await ann.request('admin.setSpotlight', { participantIds: [bob.joined.participantId] });
    await come(eve, [bob]);
    await ann.request('admin.setSpotlight', { participantIds: [ann.joined.participantId] });
    await come(eve, [ann]);
    close();
  });

  it('M13: is capped by what its app allows, until it allows more', async () => {
    const { ann, bob, eve, close } = await watched('m13', EVERYBODY);
    await come(eve, [ann, bob]);
    await eve.request('setReceiveConstraints', { constraints: { maxBitrate: 50_000 } });
    await come(eve, []);
    await eve.request('setReceiveConstraints', { constraints: { maxFrameHeight: 180 } });
    await come(eve, [ann, bob]);
    close();
  });

  it('M14, M15: is no more than its device can decode, and the reason is told', async () => {
    const { ann, bob, eve, close } = await watched('m14', EVERYBODY);
    await come(eve, [ann, bob]);
    expect(eve.joined.snapshot.head?.limits).toMatchObject({ videos: 25, reason: 'normal' });
    await eve.request('setDecodeCapacity', { videos: 1 });
    const limits = await eve.event('limits', ({ optimalVideoCount }) => optimalVideoCount === 1);
    expect(limits).toMatchObject({ videos: 25, optimalVideoCountReason: 'performance' });
    await until(() => (comingTo(eve).length === 1 ? undefined : 'more than it can decode'));
    for (const { optimalVideoCount, videos } of eve.eventsOf('limits'))
      expect(optimalVideoCount).toBeLessThanOrEqual(videos);
    close();
  });
});
