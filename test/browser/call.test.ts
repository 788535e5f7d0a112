import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Person } from '../support/browser/person.ts';
import { sentBy } from '../support/browser/probe.ts';
import { openStage, type Stage } from '../support/browser/stage.ts';
import { assertSecondsConserved } from '../support/conservation.ts';
import { scrape, sumOf } from '../support/metrics.ts';
import { until } from '../support/until.ts';

/** The same three people throughout: each test leaves them as it found them, all on. */
let stage: Stage;
let people: readonly [Person, Person, Person];
beforeAll(async () => {
  stage = await openStage();
  people = [await stage.join('Ann'), await stage.join('Ben'), await stage.join('Cleo')];
});
beforeEach(async () => {
  await Promise.all(people.map((person) => person.untilReceives({ videos: 2, voices: 2 })));
});
afterAll(async () => {
  await stage.close();
});

/** Waits until no more than so many voices have sounded for over a second. */
async function untilSilent(person: Person, expectedVoices: number): Promise<void> {
  let last = new Map<string, number>();
  let since = performance.now();
  await until(
    async () => {
      const now = new Map(
        (await person.inbound()).filter((s) => s.kind === 'audio').map((s) => [s.id, s.energy]),
      );
      const sounding = [...now].filter(([id, energy]) => energy > (last.get(id) ?? 0)).length;
      last = now;
      if (sounding > expectedVoices) since = performance.now();
      return performance.now() - since > 1_200 ? undefined : `${String(sounding)} voices sound`;
    },
    { timeoutMs: 120_000, intervalMs: 200, what: `${person.name} hearing ${String(expectedVoices)} voices` },
  );
}

describe('a call of three in Chromium', () => {
  it('shows everybody two moving videos and two voices, and its quality on /metrics', async () => {
    const [ann] = people;
    expect(ann.errors).toEqual([]);
    await until(
      async () => {
        const samples = await scrape(stage.app.url);
        const missing = [
          'earshot_sfu_bytes_total',
          'earshot_client_video_frames_total',
          'earshot_client_rtt_seconds_count',
          'earshot_client_loss_ratio_count',
        ].filter((name) => !((sumOf(samples, name) ?? 0) > 0));
        return missing.length === 0 ? undefined : `no value yet: ${missing.join(', ')}`;
      },
      { timeoutMs: 120_000, what: '/metrics showing the call' },
    );
  });

  it('stops sending sound when muted, and sends it again after', async () => {
    const [ann, ben] = people;
    await ann.page.getByTestId('mic-toggle').click();
    await untilSilent(ben, 1);
    const before = await sentBy(ann.page);
    await untilSilent(ben, 1);
    expect((await sentBy(ann.page)).audio).toBe(before.audio);
    await ann.page.getByTestId('mic-toggle').click();
    await ben.untilReceives({ voices: 2 });
  });

  it('turns a camera off and on for the others', async () => {
    const [ann, ben] = people;
    await ann.page.getByTestId('camera-toggle').click();
    const shows = (picture: boolean) =>
      ben.page.locator(`[data-testid=tile][data-name=Ann][data-picture=${String(picture)}]`).waitFor();
    await shows(false);
    await ann.page.getByTestId('camera-toggle').click();
    await shows(true);
    await ben.untilReceives({ videos: 2 });
  });

  it('carries a shared screen to the others', async () => {
    const [ann, ben, cleo] = people;
    await ann.page.getByTestId('share-toggle').click();
    await Promise.all([ben, cleo].map((person) => person.untilReceives({ videos: 3 })));
    await ann.page.getByTestId('share-toggle').click();
    await until(async () =>
      (await ben.page.locator('[data-testid=tile][data-source=screen]').count()) === 0
        ? undefined
        : 'the share is still shown',
    );
  });

  it('carries chat to everybody, and to those who join later', async () => {
    const [ann, ben] = people;
    await openChat(ann);
    await ann.page.getByTestId('chat-input').fill('Hello everybody');
    await ann.page.getByTestId('chat-input').press('Enter');
    const dora = await stage.join('Dora');
    for (const person of [ben, dora]) {
      await openChat(person);
      await person.page.getByTestId('chat-list').getByText('Hello everybody').waitFor();
    }
    await dora.leave();
    await dora.close();
  });

  it('changes the dominant speaker when another starts to talk', async () => {
    const [ann, ben, cleo] = people;
    await Promise.all([ben, cleo].map((person) => person.page.getByTestId('mic-toggle').click()));
    await untilDominant(cleo, 'Ann');
    await ann.page.getByTestId('mic-toggle').click();
    await ben.page.getByTestId('mic-toggle').click();
    await untilDominant(cleo, 'Ben');
    await Promise.all([ann, cleo].map((person) => person.page.getByTestId('mic-toggle').click()));
  });

  it('replaces a reloaded page at once and leaves no ghost', async () => {
    const [ann, ben] = people;
    await ann.page.reload();
    await ann.untilConnected();
    await ann.untilReceives({ videos: 2, voices: 2 });
    await expect
      .poll(() => ben.page.evaluate(() => window.earshotCall?.participants.map((p) => p.name).toSorted()))
      .toEqual(['Ann', 'Ben', 'Cleo']);
  });

  it('has counted every second of everybody once when all have left, nearly all as reported', async () => {
    await Promise.all(people.map((person) => person.leave()));
    const { connected, reported } = await assertSecondsConserved(stage.app.url);
    expect(reported / connected).toBeGreaterThan(0.9);
  });
});

async function openChat(person: Person): Promise<void> {
  if (!(await person.page.getByTestId('chat-input').isVisible()))
    await person.page.getByTestId('chat-toggle').click();
}

async function untilDominant(observer: Person, name: string): Promise<void> {
  await until(
    async () => {
      const names = await observer.page.evaluate(() =>
        window.earshotCall?.dominantSpeakers.map((speaker) => speaker.name),
      );
      return names?.[0] === name ? undefined : `dominant: ${String(names)}`;
    },
    { timeoutMs: 120_000, what: `${name} being dominant` },
  );
}
