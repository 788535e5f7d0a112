import { devices } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Person } from '../support/browser/person.ts';
import { sentBy } from '../support/browser/probe.ts';
import { openStage, type Stage } from '../support/browser/stage.ts';
import { until } from '../support/until.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterEach(async () => {
  await stage.clear();
});
afterAll(async () => {
  await stage.close();
});

const phone = () => stage.join('Phone', { context: { ...devices['Pixel 7'] } });

/** Chromium's emulation cannot put a page in the background; the page is told so by the events that it would get. */
async function setHidden(person: Person, hidden: boolean): Promise<void> {
  await person.page.evaluate((value) => {
    Object.defineProperty(document, 'visibilityState', {
      configurable: true,
      get: () => (value ? 'hidden' : 'visible'),
    });
    Object.defineProperty(document, 'hidden', { configurable: true, get: () => value });
    document.dispatchEvent(new Event('visibilitychange'));
  }, hidden);
}

describe('a phone', () => {
  it('is treated as one: four videos at most', async () => {
    const person = await phone();
    const limits = await person.page.evaluate(() => window.earshotCall?.limits);
    expect(limits?.videos).toBe(4);
    expect(limits?.reason).toBe('formFactor');
  });

  it('pauses its camera while the page is hidden, says why, and restores it after', async () => {
    const person = await phone();
    const ann = await stage.join('Ann');
    await ann.untilReceives({ videos: 1 });
    await setHidden(person, true);
    const camera = () =>
      person.page.evaluate(() => {
        const state = window.earshotCall?.camera.state;
        return { active: state?.active, muted: state?.muted, muteReason: state?.muteReason };
      });
    await until(async () =>
      (await camera()).muteReason === 'hidden' ? undefined : JSON.stringify(await camera()),
    );
    const before = (await sentBy(person.page)).audio;
    await until(async () =>
      (await sentBy(person.page)).audio > before ? undefined : 'no sound is sent while hidden',
    );
    await setHidden(person, false);
    await until(async () => ((await camera()).muted ? 'the camera is still paused' : undefined));
    await ann.untilReceives({ videos: 1 });
  });

  it('opens its microphone again when an interruption ended the track', async () => {
    const person = await phone();
    const ann = await stage.join('Ann');
    await ann.untilReceives({ voices: 1 });
    const first = await person.page.evaluate(() => {
      const track = window.earshotCall?.microphone.state.track;
      track?.stop(); // stop() fires no event of its own, unlike an interruption
      track?.dispatchEvent(new Event('ended'));
      return track?.id;
    });
    await until(
      async () => {
        const id = await person.page.evaluate(() => window.earshotCall?.microphone.state.track?.id);
        return id !== undefined && id !== first ? undefined : 'the old track is still there';
      },
      { timeoutMs: 20_000 },
    );
    await ann.untilReceives({ voices: 1 });
  });
});
