import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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
  ben = await stage.join('Ben', { role: 'attendee' });
  await Promise.all([host, ben].map((person) => person.untilReceives({ videos: 1, voices: 1 })));
});
afterAll(async () => {
  await stage.close();
});

const idOf = (person: Person) =>
  person.page.evaluate(() => window.earshotCall?.localParticipant.participantId ?? '');

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

      const trackId = await host.page.evaluate(
        ([id, what]) =>
          window.earshotCall?.participants
            .find(({ participantId }) => participantId === id)
            ?.tracks.find((track) => track.source === what)?.trackId,
        [benId, source] as const,
      );
      expect(await forceRequest(ben.page, 'setPublished', { trackId, paused: false })).toMatchObject({
        ok: false,
        error: { code: 'not_allowed' },
      });
      expect(await forceRequest(ben.page, 'admin.permit', { sources: [source] })).toMatchObject({
        ok: false,
        error: { code: 'not_allowed' },
      });
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
});
