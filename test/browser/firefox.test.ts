import type { Browser } from 'puppeteer-core';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { joinInFirefox, openFirefox, untilFirefoxReceives } from '../support/browser/firefox.ts';
import { openStage, type Stage } from '../support/browser/stage.ts';

let stage: Stage;
let firefox: Browser;
beforeAll(async () => {
  stage = await openStage();
  firefox = await openFirefox();
});
afterAll(async () => {
  await firefox.close();
  await stage.close();
});

describe('Firefox ESR and Chromium in one call', () => {
  it('see and hear each other', async () => {
    const ann = await stage.join('Ann');
    const page = await joinInFirefox(firefox, `${stage.app.url}/?room=${stage.room}`, 'Fay');
    await Promise.all([
      ann.untilReceives({ videos: 1, voices: 1 }, 90_000),
      untilFirefoxReceives(page, 1, 1),
    ]);
  });
});
