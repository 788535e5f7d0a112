import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { pathsOf } from '../support/browser/probe.ts';
import { openStage, type Stage } from '../support/browser/stage.ts';
import { scrape, sumOf } from '../support/metrics.ts';
import { until } from '../support/until.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage({ networks: true });
});
afterEach(async () => {
  await stage.clear();
});
afterAll(async () => {
  await stage.close();
});

const participantId = (person: Awaited<ReturnType<Stage['join']>>) =>
  person.page.evaluate(() => window.earshotCall?.localParticipant.participantId);

async function two() {
  const network = await stage.network();
  const ann = await stage.join('Ann', { network });
  const ben = await stage.join('Ben', { network: await stage.network() });
  await Promise.all([ann, ben].map((person) => person.untilReceives({ videos: 1, voices: 1 })));
  return { network, ann, ben };
}

describe('a network that fails', () => {
  it('gives media back without a new join after five seconds without socket, UDP and TCP', async () => {
    const { network, ann, ben } = await two();
    const before = await participantId(ann);
    const paths = await pathsOf(ann.page);
    expect(paths.map((path) => path.remoteAddress)).toEqual(paths.map(() => network.address));

    network.cut();
    const cutAt = performance.now();
    await until(async () => ((await ann.connectionState()) === 'connected' ? 'still connected' : undefined), {
      timeoutMs: 60_000,
    });
    await until(() => (performance.now() - cutAt >= 5_000 ? undefined : 'the cut lasts five seconds'));
    network.restore();

    await ann.untilConnected();
    await Promise.all([ann, ben].map((person) => person.untilReceives({ videos: 1, voices: 1 })));
    expect(await participantId(ann)).toBe(before);
    expect(sumOf(await scrape(stage.app.url), 'earshot_resumes_total', { result: 'refused' })).toBe(0);
  });

  it('keeps media flowing while only the signalling is lost, and shows it as reconnecting to nobody for long', async () => {
    const { network, ann, ben } = await two();
    const before = await participantId(ann);
    network.dropSignalling();
    await ben.untilReceives({ videos: 1, voices: 1 });
    await ann.untilConnected();
    expect(await participantId(ann)).toBe(before);
  });
});
