import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createLogger } from '@earshot/server/logger.ts';
import { LOCAL_ONLY_ISSUES } from '@earshot/shared';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { overhear } from '../support/browser/overheard.ts';
import type { Person } from '../support/browser/person.ts';
import { openStage, type Stage } from '../support/browser/stage.ts';

let stage: Stage;
let folder: string;
let log = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'earshot-privacy-'));
  stage = await openStage({
    env: { EARSHOT_STORE_URL: `sqlite:${path.join(folder, 'calls.db')}` },
    logger: createLogger(
      { logLevel: 'debug', mode: 'production' },
      { write: (line: string) => (log += line) },
    ),
  });
});
afterAll(async () => {
  await stage.close();
  await rm(folder, { recursive: true });
});

/** Every byte of the database, also what is not yet in its main file. */
async function readStore(): Promise<string> {
  const files = await readdir(folder);
  return (await Promise.all(files.map((file) => readFile(path.join(folder, file), 'latin1')))).join('\n');
}

/** Mutes, goes on speaking, and puts the page behind another; the answer is what was raised then. */
async function talkBehindTheMute({ page }: Person): Promise<() => Promise<readonly string[]>> {
  await page.evaluate(() => {
    const raised: string[] = [];
    Object.assign(window, { earshotRaised: raised });
    window.earshotCall?.on('issueChanged', ({ code }) => raised.push(code));
    Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => 'hidden' });
    document.dispatchEvent(new Event('visibilitychange'));
  });
  await page.evaluate(() => window.earshotCall?.microphone.mute());
  return () =>
    page.evaluate(() => (window as typeof window & { earshotRaised?: string[] }).earshotRaised ?? []);
}

describe('what stays with the person', () => {
  it('is in no frame, beacon, request, metric, log line or stored row: speech behind a mute, and a hidden page', async () => {
    await stage.join('Ben');
    const ann = await stage.open('Ann');
    const heard = await overhear(ann.page);
    await ann.join();
    await ann.untilReceives({ voices: 1 });
    const raised = await talkBehindTheMute(ann);
    await expect.poll(raised, { timeout: 30_000 }).toEqual(expect.arrayContaining([...LOCAL_ONLY_ISSUES]));
    const reports = () => heard.frames.filter((frame) => /"name":"report"/u.test(frame)).length;
    const before = reports();
    await expect.poll(reports, { timeout: 30_000 }).toBeGreaterThan(before);
    const annId = await ann.page.evaluate(
      () => window.earshotCall?.localParticipant.participantId ?? 'nobody',
    );
    // The last word of a page that closes, while it can still be asked for it.
    await ann.page.evaluate(() =>
      globalThis.dispatchEvent(new PageTransitionEvent('pagehide', { persisted: false })),
    );
    const beacons = await heard.beacons();
    const metrics = await (await fetch(`${stage.app.url}/metrics`)).text();
    await ann.close();
    const isOver = async () => (await readStore()).includes('page_closed');
    await expect.poll(isOver, { timeout: 30_000, message: 'the end of the leg is stored' }).toBe(true);

    const said = {
      frames: heard.frames,
      bodies: heard.bodies,
      beacons,
      metrics,
      log,
      store: await readStore(),
    };
    // All of it was heard.
    expect(beacons.join('')).toContain('sessionId');
    expect(said.metrics).toContain('earshot_issues_raised_total');
    for (const place of [log, said.store]) expect(place.includes(annId)).toBe(true);
    for (const [where, text] of Object.entries(said))
      for (const code of LOCAL_ONLY_ISSUES)
        expect(JSON.stringify(text).includes(code), `${code} in ${where}`).toBe(false);
  });
});
