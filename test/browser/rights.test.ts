import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { videoParameters } from '../media/fixtures.ts';
import { forceRequest, ignoreMutes } from '../support/browser/forced.ts';
import type { Person } from '../support/browser/person.ts';
import { sentBy } from '../support/browser/probe.ts';
import { openStage, type Stage } from '../support/browser/stage.ts';
import { until } from '../support/until.ts';

let stage: Stage;
let host: Person;
let ben: Person;
beforeAll(async () => {
  stage = await openStage();
  host = await stage.join('Hanna', { role: 'presenter' });
  ben = await stage.join('Ben', { role: 'collaborator' });
  await Promise.all([host, ben].map((person) => person.untilReceives({ videos: 1, voices: 1 })));
});
afterAll(async () => {
  await stage.close();
});

const idOf = (person: Person) =>
  person.page.evaluate(() => window.earshotCall?.localParticipant.participantId ?? '');

/** What the host is sent of Ben's. */
const benTrack = (source: 'microphone' | 'camera' | 'screen') =>
  host.page.evaluate(
    (what) =>
      window.earshotCall?.participants
        .find(({ name }) => name === 'Ben')
        ?.tracks.find((track) => track.source === what)?.trackId,
    source,
  );

const REFUSED = { ok: false, error: { code: 'not_allowed' } };

const spotlightOf = (person: Person) =>
  person.page.evaluate(() => window.earshotCall?.spotlight.map(({ name }) => name));

/** Packets of others' media that have come so far, by kind. */
async function receivedBy(person: Person, kind: 'audio' | 'video'): Promise<number> {
  const streams = (await person.inbound()).filter((stream) => stream.kind === kind);
  return streams.reduce((sum, { packets }) => sum + packets, 0);
}

/** Waits until none of it comes any more: nothing new for a second. */
async function untilNothingComes(person: Person, kind: 'audio' | 'video'): Promise<number> {
  let received = -1;
  await until(
    async () => {
      const before = received;
      received = await receivedBy(person, kind);
      return received === before ? undefined : `${kind} still comes`;
    },
    { timeoutMs: 120_000, intervalMs: 1_000 },
  );
  return received;
}

describe('the spotlight', () => {
  it('is set by those with the right and shown to everybody, and no forced client moves it', async () => {
    await host.page.evaluate((id) => window.earshotCall?.setSpotlight([id]), await idOf(ben));
    for (const person of [host, ben]) await expect.poll(() => spotlightOf(person)).toEqual(['Ben']);
    await host.page.locator('[data-testid=tile][data-name=Ben][data-spotlight=true]').waitFor();
    const answer = await forceRequest(ben.page, 'admin.setSpotlight', { participantIds: [await idOf(host)] });
    expect(answer).toMatchObject({ ok: false, error: { code: 'not_allowed' } });
    await host.page.evaluate(() => window.earshotCall?.setSpotlight([]));
    for (const person of [host, ben]) await expect.poll(() => spotlightOf(person)).toEqual([]);
  });
});

describe('what is forbidden', () => {
  beforeAll(() => ignoreMutes(ben.page));

  for (const [source, kind, toggle] of [
    ['microphone', 'audio', 'mic-toggle'],
    ['camera', 'video', 'camera-toggle'],
  ] as const) {
    it(`reaches nobody, even from a client that sends its ${source} all the same, until it is permitted`, async () => {
      const benId = await idOf(ben);
      await host.page.evaluate(([id, what]) => window.earshotCall?.forbid([what], id), [
        benId,
        source,
      ] as const);
      await ben.page.locator(`[data-testid=${toggle}][aria-disabled=true]`).waitFor();
      const received = await untilNothingComes(host, kind);

      const trackId = await benTrack(source);
      expect(await forceRequest(ben.page, 'setPublished', { trackId, paused: false })).toMatchObject(REFUSED);
      expect(await forceRequest(ben.page, 'admin.permit', { sources: [source] })).toMatchObject(REFUSED);
      const sent = (await sentBy(ben.page))[kind];
      await until(
        async () => ((await sentBy(ben.page))[kind] > sent + 50 ? undefined : 'the client sends nothing'),
        { timeoutMs: 120_000 },
      );
      expect(await receivedBy(host, kind)).toBe(received);

      await host.page.evaluate(([id, what]) => window.earshotCall?.permit([what], id), [
        benId,
        source,
      ] as const);
      await ben.page.locator(`[data-testid=${toggle}]:not([aria-disabled=true])`).click();
      await host.untilReceives(kind === 'audio' ? { voices: 1 } : { videos: 1 });
    });
  }

  it('is a screen as well: the share ends, and no forced client begins another', async () => {
    await ben.page.getByTestId('share-toggle').click();
    await host.page.locator('[data-testid=tile][data-source=screen]').waitFor();
    const trackId = await benTrack('screen');
    await host.page.evaluate((id) => window.earshotCall?.forbid(['screen'], id), await idOf(ben));
    await host.page.locator('[data-testid=tile][data-source=screen]').waitFor({ state: 'detached' });
    await ben.page.locator('[data-testid=share-toggle][aria-disabled=true]').waitFor();
    const again = { source: 'screen', rtpParameters: videoParameters(), paused: false, height: 720 };
    expect(await forceRequest(ben.page, 'publish', again)).toMatchObject(REFUSED);
    expect(await forceRequest(ben.page, 'setPublished', { trackId, paused: false })).toMatchObject({
      ok: false,
    });
    expect(await benTrack('screen')).toBeUndefined();
    await host.page.evaluate((id) => window.earshotCall?.permit(['screen'], id), await idOf(ben));
    await ben.page.locator('[data-testid=share-toggle]:not([aria-disabled=true])').click();
    await host.page.locator('[data-testid=tile][data-source=screen]').waitFor();
    await ben.page.getByTestId('share-toggle').click();
  });

  it('for all holds against a forced client too, and leaves the host alone', async () => {
    await host.page.evaluate(() => window.earshotCall?.forbid(['microphone']));
    await ben.page.locator('[data-testid=mic-toggle][aria-disabled=true]').waitFor();
    const received = await untilNothingComes(host, 'audio');
    const trackId = await benTrack('microphone');
    expect(await forceRequest(ben.page, 'setPublished', { trackId, paused: false })).toMatchObject(REFUSED);
    const sent = (await sentBy(ben.page)).audio;
    await until(
      async () => ((await sentBy(ben.page)).audio > sent + 50 ? undefined : 'the client sends nothing'),
      { timeoutMs: 120_000 },
    );
    expect(await receivedBy(host, 'audio')).toBe(received);
    await ben.untilReceives({ voices: 1 });
    await host.page.evaluate(() => window.earshotCall?.permit(['microphone']));
    await ben.page.locator('[data-testid=mic-toggle]:not([aria-disabled=true])').click();
    await host.untilReceives({ voices: 1 });
  });
});
