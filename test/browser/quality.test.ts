import { AxeBuilder } from '@axe-core/playwright';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStage, type Stage } from '../support/browser/stage.ts';

const KEY = { id: 'ops', secret: 'a-secret-for-operators-of-32-characters-or-more' };
/** Reports come every 10 s; what was judged is in the store within a second. */
const HARM_WAIT = { timeout: 120_000, interval: 500 };

/** Ann's way from the server loses a quarter of what is sent on it; Pia and Ben are well. */
let stage: Stage;
let folder: string;
let annId: string | undefined;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'earshot-quality-'));
  stage = await openStage({
    networks: true,
    env: {
      EARSHOT_STORE_URL: `sqlite:${path.join(folder, 'calls.db')}`,
      EARSHOT_OPERATOR_KEYS: `${KEY.id}:${KEY.secret}`,
    },
  });
  const network = await stage.network();
  await stage.join('Pia', { network: await stage.network() });
  const ann = await stage.join('Ann', { network });
  await ann.untilReceives({ videos: 1, voices: 1 });
  annId = await ann.page.evaluate(() => window.earshotCall?.localParticipant.participantId);
  network.impair({ loss: 0.25 }, 'down');
});
afterAll(async () => {
  await stage.close();
  await rm(folder, { recursive: true });
});

/** What the operators' API answers. */
async function ask(route: string): Promise<unknown> {
  const response = await fetch(`${stage.app.url}/v1/calls${route}`, {
    headers: { authorization: `Bearer ${KEY.id}:${KEY.secret}` },
  });
  expect(response.status).toBe(200);
  return response.json();
}

async function openPage(address: string, viewport = { width: 1280, height: 800 }): Promise<Page> {
  const context = await stage.browser.newContext({ viewport });
  const page = await context.newPage();
  await page.goto(stage.app.url + address);
  await page.getByTestId('key-input').fill(`${KEY.id}:${KEY.secret}`);
  await page.getByTestId('key-button').click();
  return page;
}

async function seriousViolations(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`);
}

describe('the quality page', () => {
  it('leads in three clicks from a link of a dashboard to the leg that is at fault, while the call goes on', async () => {
    await expect
      .poll(() => ask('?blame=subscriberDownlink'), HARM_WAIT)
      .toMatchObject({
        calls: [{ live: true, room: stage.room }],
      });
    const page = await openPage(`/quality?from=${String(Date.now() - 3_600_000)}&blame=subscriberDownlink`);
    await page.getByTestId('call-link').first().click();
    await page.locator('[data-testid=cause-row][data-blame=subscriberDownlink]').first().waitFor();
    const worst = page.getByTestId('leg-link').first();
    expect(await worst.getAttribute('data-participant')).toBe(annId);
    await worst.click();
    await page.getByTestId('chart-loss').waitFor();
    const verdict = page.getByTestId('leg-blame');
    expect(await verdict.getAttribute('data-blame')).toBe('subscriberDownlink');
    await page.locator('[data-testid=harmed-row][data-blame=subscriberDownlink]').first().waitFor();
    await page.context().close();
  });

  it('has no serious accessibility violation and nothing beyond the window, on any of its pages', async () => {
    for (const viewport of [
      { width: 1280, height: 800 },
      { width: 390, height: 844 },
    ]) {
      const page = await openPage('/quality', viewport);
      for (const next of ['call-link', 'leg-link', 'chart-score'] as const) {
        await page.getByTestId(next).first().waitFor();
        expect(await seriousViolations(page), next).toEqual([]);
        await expect
          .poll(() => page.evaluate(() => document.documentElement.scrollWidth - globalThis.innerWidth))
          .toBeLessThanOrEqual(0);
        if (next !== 'chart-score') await page.getByTestId(next).first().click();
      }
      await page.context().close();
    }
  });

  it('goes by keyboard alone, and back', async () => {
    const page = await openPage('/quality');
    await page.getByTestId('call-link').first().focus();
    await page.keyboard.press('Enter');
    await page.getByTestId('leg-link').first().focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByTestId('leg-heading').waitFor();
    await page.goBack();
    await page.getByTestId('call-heading').waitFor();
    await page.goBack();
    await page.getByTestId('calls').waitFor();
    await page.context().close();
  });

  it('asks for the key again when it is not taken, and shows nothing without', async () => {
    const page = await openPage('/quality');
    await page.getByTestId('calls').waitFor();
    await page.getByTestId('key-forget').click();
    expect(await page.getByTestId('calls').count()).toBe(0);
    await page.getByTestId('key-input').fill('ops:wrong');
    await page.getByTestId('key-button').click();
    const error = page.getByTestId('error-message');
    await error.waitFor();
    expect(await error.getAttribute('data-code')).toBe('api_key_invalid');
    await page.context().close();
  });
});
