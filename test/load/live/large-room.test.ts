import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { joinCrowd, type Crowd } from '../../support/browser/crowd.ts';
import { joinLoadClients, loadClientName, type LoadClients } from '../../support/browser/load-clients.ts';
import type { Person } from '../../support/browser/person.ts';
import { openStage, type Stage } from '../../support/browser/stage.ts';
import { until } from '../../support/until.ts';

const CAMERAS = ['Uma', 'Vic', 'Wes', 'Xia', 'Yan', 'Zoe'];
const LOAD_CLIENTS = 113;
/** Of those, on camera (scenario `crowd`). */
const LOAD_CAMERAS = 4;
const LOAD_NAMES = Array.from({ length: LOAD_CLIENTS }, (_, index) => loadClientName(index));
const EVERYBODY = ['Ann', ...CAMERAS, ...LOAD_NAMES];
/** A limit, not a time: 120 people share two cores with their server. */
const PATIENCE_MS = 60_000;

let stage: Stage;
let crowd: Crowd;
let ann: Person;
let loadClients: LoadClients | undefined;
beforeAll(async () => {
  stage = await openStage();
  crowd = await joinCrowd(stage, CAMERAS);
  ann = await stage.join('Ann');
  await ann.page.getByTestId('mic-toggle').click();
  await ann.untilReceives({ videos: CAMERAS.length });
});
afterAll(async () => {
  await loadClients?.close();
  await stage.close();
});

/** Whose cameras have a picture on the page now. */
function shownCameras(): Promise<string[]> {
  return ann.page.evaluate(() =>
    [
      ...document.querySelectorAll<HTMLElement>(
        '[data-testid=tile][data-source=camera][data-picture=true]:not([data-local=true])',
      ),
    ].map((tile) => tile.dataset['name'] ?? ''),
  );
}

/** Waits until exactly so many videos are shown, and exactly as many come. */
async function untilVideos(cameras: number, shares: number): Promise<void> {
  const screens = ann.page.locator('[data-testid=tile][data-source=screen]');
  let frames = new Map<string, number>();
  await until(
    async () => {
      const before = frames;
      const streams = (await ann.inbound()).filter(({ kind }) => kind === 'video');
      frames = new Map(streams.map(({ id, framesDecoded }) => [id, framesDecoded]));
      const coming = [...frames].filter(([id, count]) => count > (before.get(id) ?? count)).length;
      const shown = { cameras: (await shownCameras()).length, shares: await screens.count(), coming };
      const isRight = shown.cameras === cameras && shown.shares === shares && coming === cameras + shares;
      return isRight ? undefined : JSON.stringify(shown);
    },
    { timeoutMs: PATIENCE_MS, intervalMs: 1_000, what: `${String(cameras)} cameras on the page` },
  );
}

async function untilCount(participants: number): Promise<void> {
  await until(
    async () => {
      const count = await ann.page.evaluate(() => window.earshotCall?.participants.length);
      return count === participants ? undefined : `${String(count)} are in; k6: ${loadClients?.tail() ?? ''}`;
    },
    { timeoutMs: PATIENCE_MS, intervalMs: 250 },
  );
}

/** As the app's own server would. */
async function remove(names: readonly string[]): Promise<void> {
  const base = `/v1/rooms/${stage.room}/participants`;
  const response = await stage.app.api('GET', base);
  const { participants } = (await response.json()) as {
    participants: { participantId: string; name: string }[];
  };
  const leaving = participants.filter(({ name }) => names.includes(name));
  expect(leaving).toHaveLength(names.length);
  await Promise.all(leaving.map(({ participantId }) => stage.app.api('DELETE', `${base}/${participantId}`)));
}

describe('a call of 120', () => {
  it('shows a grid while it is small', async () => {
    await ann.page.locator('[data-testid=stage][data-large=false]').waitFor();
    await untilVideos(CAMERAS.length, 0);
  });

  it('shows exactly four videos beside a share, and says why', async () => {
    loadClients = await joinLoadClients(stage, LOAD_CLIENTS);
    await untilCount(EVERYBODY.length);
    await ann.page.locator('[data-testid=stage][data-large=true]').waitFor();
    await untilVideos(4, 0);
    await crowd.share('Uma');
    await untilVideos(4, 1);
    await ann.page
      .locator('[data-testid=speakers-note][data-videos="4"][data-participants="120"][data-reason=largeCall]')
      .waitFor();
  });

  it('lists everybody, and finds one by name', async () => {
    await ann.page.getByTestId('roster-toggle').click();
    await ann.page.locator('[data-testid=roster-grid][data-count="120"]').waitFor();
    const names = await ann.page.evaluate(() => window.earshotCall?.participants.map(({ name }) => name));
    expect(names?.toSorted()).toEqual(EVERYBODY.toSorted());
    for (const name of [loadClientName(0), loadClientName(112), 'Zoe']) {
      await ann.page.getByTestId('roster-search').fill(name);
      await ann.page.locator('[data-testid=roster-grid][data-count="1"]').waitFor();
      await ann.page.locator(`[data-testid=roster-row][data-name="${name}"]`).waitFor();
    }
    await ann.page.getByTestId('roster-search').fill('');
    await ann.page.getByTestId('roster-toggle').click();
  });

  it('shows whoever begins to talk', async () => {
    const shown = await shownCameras();
    const talker = CAMERAS.find((name) => !shown.includes(name));
    if (talker === undefined) throw new Error('all six are shown');
    await crowd.talk(talker);
    await until(
      async () => {
        const now = await shownCameras();
        return now.includes(talker) ? undefined : `${now.join()} are shown`;
      },
      { timeoutMs: PATIENCE_MS, what: `${talker} on the page` },
    );
    await untilVideos(4, 1);
    expect(await shownCameras()).toContain(talker);
    await crowd.unshare('Uma');
    await untilVideos(4, 0);
  });

  it('becomes a grid again below 100', async () => {
    await remove(LOAD_NAMES.slice(-30));
    await ann.page.locator('[data-testid=stage][data-large=false]').waitFor();
    await untilVideos(CAMERAS.length + LOAD_CAMERAS, 0);
    expect(ann.errors).toEqual([]);
  });
});
