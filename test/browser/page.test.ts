import { readFile } from 'node:fs/promises';
import { AxeBuilder } from '@axe-core/playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Person } from '../support/browser/person.ts';
import { openStage, type Stage } from '../support/browser/stage.ts';
import { scrape, sumOf } from '../support/metrics.ts';
import { readInternalsDump } from '../support/webrtc-internals-reader.ts';

/** Somebody is in the call already. */
let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
  await stage.join('Ben');
});
afterAll(async () => {
  await stage.close();
});

const SIZES = [
  { width: 1280, height: 800 },
  { width: 390, height: 844 },
] as const;
const SCHEMES = ['light', 'dark'] as const;

async function seriousViolations(person: Person): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page: person.page }).analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`);
}

/** The page is no wider than its window once it has settled. */
async function untilNoOverflow(person: Person): Promise<void> {
  await expect
    .poll(() => person.page.evaluate(() => document.documentElement.scrollWidth - globalThis.innerWidth))
    .toBeLessThanOrEqual(0);
}

const LOOKS = SIZES.flatMap((viewport) => SCHEMES.map((colorScheme) => ({ viewport, colorScheme })));

/** In every size and both schemes. */
async function expectSound(person: Person): Promise<void> {
  for (const { viewport, colorScheme } of LOOKS) {
    await person.page.setViewportSize(viewport);
    await person.page.emulateMedia({ colorScheme });
    const where = `${String(viewport.width)}x${String(viewport.height)}, ${colorScheme}`;
    expect(await seriousViolations(person), where).toEqual([]);
    await untilNoOverflow(person);
  }
}

describe('the page at 1280x800 and 390x844, light and dark', () => {
  it('has no serious accessibility violation and nothing beyond the window, before, in and after the call', async () => {
    const ann = await stage.open('Ann');
    await ann.page.getByTestId('join-button').waitFor();
    await expectSound(ann);
    await ann.join();
    await ann.untilReceives({ videos: 1, voices: 1 });
    const startedAt = performance.now();
    await expectSound(ann);
    // Shorter calls are not asked about.
    await expect.poll(() => performance.now() - startedAt, { timeout: 20_000 }).toBeGreaterThan(12_000);
    await ann.leave();
    await sayWhatWasWrong(ann);
    expect(ann.errors).toEqual([]);
    await ann.close();
  });
});

/** Rates the call that is over by keyboard; what is sent is counted once. */
async function sayWhatWasWrong(person: Person): Promise<void> {
  const { page } = person;
  const overall = page.getByTestId('survey-overall');
  await overall.getByRole('radio', { name: /^1/u }).press('ArrowRight');
  await overall.getByRole('checkbox', { name: /join again/iu }).press('Space');
  await page.getByTestId('survey-screenShare').getByRole('radio', { name: /^5/u }).press('Space');
  await expectSound(person);
  await page.getByTestId('survey-send').press('Enter');
  await page.getByTestId('survey-thanks').waitFor();
  expect(await page.getByTestId('survey').count()).toBe(0);
  const answers = await scrape(stage.app.url);
  expect(sumOf(answers, 'earshot_survey_total', { overall: '2' })).toBe(1);
  expect(sumOf(answers, 'earshot_survey_total')).toBe(1);
}

/** How far the stage's tiles reach into the panel beside them, px; 0 = not at all. */
function overlap(person: Person): Promise<number> {
  return person.page.evaluate(() => {
    const rightmost = [...document.querySelectorAll('[data-testid=tile]')].map(
      (tile) => tile.getBoundingClientRect().right,
    );
    const panel = document.querySelector('[data-testid=roster]')?.getBoundingClientRect().left;
    return panel === undefined ? Infinity : Math.max(0, ...rightmost.map((right) => right - panel));
  });
}

describe('the page on a desktop', () => {
  it('makes room for a panel that opens beside one large tile', async () => {
    const ann = await stage.open('Ann', { context: { viewport: { width: 1280, height: 800 } } });
    await ann.join();
    await ann.untilReceives({ videos: 1 });
    await ann.page.getByTestId('roster-toggle').click();
    await expect.poll(() => overlap(ann), { timeout: 20_000 }).toBe(0);
    await ann.close();
  });

  it('saves what the browser said of the call, in a form that others read, without addresses', async () => {
    const ann = await stage.open('Ann', { context: { viewport: { width: 1280, height: 800 } } });
    await ann.join();
    await ann.untilReceives({ videos: 1, voices: 1 });
    await ann.page.getByTestId('more-button').click();
    await ann.page.getByTestId('stats-toggle').click();
    await expect.poll(() => ann.page.getByTestId('stats-row').count()).toBeGreaterThanOrEqual(4);
    expect(await seriousViolations(ann)).toEqual([]);
    const saved = ann.page.waitForEvent('download');
    await ann.page.getByTestId('stats-download').click();
    const download = await saved;
    expect(download.suggestedFilename()).toMatch(/^earshot-[\da-f-]{36}\.json$/u);
    const text = await readFile(await download.path(), 'utf8');
    const [send, receive] = [...readInternalsDump(text).values()];
    const types = [...(receive?.series.values() ?? [])].map(({ statsType }) => statsType);
    expect(types).toEqual(expect.arrayContaining(['inbound-rtp', 'candidate-pair', 'transport']));
    const [, packets] = [...(send?.series ?? [])].find(([key]) => key.endsWith('-packetsSent')) ?? [];
    expect(packets?.points.at(-1)?.[1]).toBeGreaterThan(0);
    // The browser's version looks like an address.
    expect(text.replace(/"UserAgent":.*$/u, '')).not.toMatch(/\d+\.\d+\.\d+\.\d+/u);
    expect(text).not.toContain('usernameFragment');
    expect(ann.errors).toEqual([]);
    await ann.close();
  });
});

describe('the page by keyboard alone', () => {
  it('joins, mutes and leaves', async () => {
    const ann = await stage.open('Ann');
    await ann.page.getByTestId('name-input').press('Enter');
    await ann.untilConnected();
    const microphone = ann.page.getByTestId('mic-toggle');
    await expect.poll(() => ann.page.evaluate(() => window.earshotCall?.microphone.state.active)).toBe(true);
    const before = await microphone.getAttribute('aria-pressed');
    await ann.page.locator('body').press('m');
    await expect.poll(() => microphone.getAttribute('aria-pressed')).not.toBe(before);
    await ann.page.getByTestId('leave-button').focus();
    await ann.page.keyboard.press('Enter');
    await ann.page.getByTestId('ended-screen').waitFor();
    await ann.close();
  });
});
