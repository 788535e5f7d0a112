import { devices } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Person } from '../support/browser/person.ts';
import { sentBy } from '../support/browser/probe.ts';
import { openStage, type Stage } from '../support/browser/stage.ts';
import { until } from '../support/until.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage({ flags: ['--use-fake-device-for-media-stream=device-count=2,fps=15'] });
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
      { timeoutMs: 120_000 },
    );
    await ann.untilReceives({ voices: 1 });
  });

  it('says that the microphone was taken away while an interruption lasts', async () => {
    const person = await phone();
    await until(async () =>
      (await person.page.evaluate(() => window.earshotCall?.microphone.state.active === true))
        ? undefined
        : 'the microphone is not open yet',
    );
    await setTrackMuted(person, true);
    await until(async () => ((await issuesOf(person)).includes(MUTED) ? undefined : 'no issue is raised'));
    await setTrackMuted(person, false);
    await until(async () =>
      (await issuesOf(person)).includes(MUTED) ? 'the issue is still raised' : undefined,
    );
  });

  it('flips to its other camera and back, and others see it again', async () => {
    const person = await phone();
    const ann = await stage.join('Ann');
    await ann.untilReceives({ videos: 1 });
    const cameraOf = () => person.page.evaluate(() => window.earshotCall?.camera.state.deviceId);
    const flip = () => person.page.evaluate(() => window.earshotCall?.camera.flip());
    const first = await cameraOf();
    // Chromium's second fake camera gives depth pictures, which no encoder takes: only the device is looked at.
    await flip();
    expect(await cameraOf()).not.toBe(first);
    await flip();
    expect(await cameraOf()).toBe(first);
    await ann.untilReceives({ videos: 1 });
  });

  it('keeps its screen on during the call, again after a visit elsewhere, and no longer than the call', async () => {
    const person = await stage.open('Phone', { context: { ...devices['Pixel 7'] } });
    await person.page.evaluate(countWakeLocks);
    await person.join();
    await until(() => untilHeld(person, 1));
    await setHidden(person, true);
    await person.page.evaluate(() => window.earshotLocks?.drop());
    await until(() => untilHeld(person, 0));
    await setHidden(person, false);
    await until(() => untilHeld(person, 1));
    await person.leave();
    await until(() => untilHeld(person, 0));
  });
});

const MUTED = 'microphoneMuteUnexpectedly';

function issuesOf(person: Person): Promise<string[]> {
  return person.page.evaluate(() => window.earshotCall?.issues.map(({ code }) => code) ?? []);
}

/** What a phone call does to a page's microphone; emulation has no phone calls. */
async function setTrackMuted(person: Person, muted: boolean): Promise<void> {
  await person.page.evaluate((value) => {
    const track = window.earshotCall?.microphone.state.track;
    if (track === undefined) throw new Error('there is no microphone');
    Object.defineProperty(track, 'muted', { configurable: true, get: () => value });
    track.dispatchEvent(new Event(value ? 'mute' : 'unmute'));
  }, muted);
}

declare global {
  interface Window {
    /** Wake locks held now, and what the system does to them when a page is hidden. */
    earshotLocks?: { readonly held: number; drop(): void };
  }
}

/** Runs in the page: headless Chromium grants no wake lock, so the device's half of it is played. */
function countWakeLocks(): void {
  const held = new Set<object>();
  window.earshotLocks = {
    get held() {
      return held.size;
    },
    drop() {
      held.clear();
    },
  };
  const request = () => {
    const sentinel = {
      release() {
        held.delete(sentinel);
        return Promise.resolve();
      },
    };
    held.add(sentinel);
    return Promise.resolve(sentinel);
  };
  Object.defineProperty(navigator, 'wakeLock', { configurable: true, value: { request } });
}

async function untilHeld(person: Person, count: number): Promise<string | undefined> {
  const held = await person.page.evaluate(() => window.earshotLocks?.held);
  return held === count ? undefined : `${String(held)} wake locks are held`;
}
