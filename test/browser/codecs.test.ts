import type { Browser } from 'puppeteer-core';
import { afterEach, describe, expect, it } from 'vitest';
import { joinInFirefox, openFirefox } from '../support/browser/firefox.ts';
import { openStage, type Stage } from '../support/browser/stage.ts';
import { until } from '../support/until.ts';

let stage: Stage | undefined;
let firefox: Browser | undefined;
afterEach(async () => {
  await firefox?.close();
  await stage?.close();
  firefox = undefined;
  stage = undefined;
});

describe('codecs', () => {
  it('carries cameras as VP9 SVC where the server asks for it', async () => {
    stage = await openStage({ env: { EARSHOT_VIDEO_CODECS: 'vp9,vp8', EARSHOT_CAMERA_MODE: 'L3T3_KEY' } });
    const ann = await stage.join('Ann');
    const ben = await stage.join('Ben');
    await Promise.all([ann, ben].map((person) => person.untilReceives({ videos: 1 })));
    const sent = await ann.page.evaluate(async () => {
      const connections = window.earshotProbe?.connections ?? [];
      const modes: string[] = [];
      for (const connection of connections) {
        (await connection.getStats()).forEach((row: Record<string, unknown>) => {
          if (row['type'] === 'outbound-rtp' && row['kind'] === 'video')
            modes.push(String(row['scalabilityMode']));
        });
      }
      return modes;
    });
    expect(sent).toEqual(['L3T3_KEY']);
  });

  it('lists a camera whose codec the receiver cannot decode, and its tile says so', async () => {
    stage = await openStage({ env: { EARSHOT_VIDEO_CODECS: 'h264' } });
    await stage.join('Ann');
    firefox = await openFirefox();
    const page = await joinInFirefox(firefox, `${stage.app.url}/?room=${stage.room}`, 'Fay');
    await until(
      async () => {
        const text = await page.evaluate(() =>
          [...document.querySelectorAll('[data-testid=tile]')].map((tile) => tile.textContent).join(' | '),
        );
        return text.includes('cannot be shown: codec not supported') ? undefined : text;
      },
      { timeoutMs: 120_000 },
    );
  });
});
