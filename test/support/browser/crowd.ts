import type {} from './crowd-page.ts';
import type { Page } from 'playwright-core';
import path from 'node:path';
import { build } from 'esbuild';
import type { Stage } from './stage.ts';

/** Participants with cameras, muted at first, who all live on one page. */
export interface Crowd {
  talk(name: string): Promise<void>;
  share(name: string): Promise<void>;
  unshare(name: string): Promise<void>;
}

/** Joins the stage's room with all of them. */
export async function joinCrowd(stage: Stage, names: readonly string[]): Promise<Crowd> {
  const bundle = await build({
    entryPoints: [path.join(import.meta.dirname, 'crowd-page.ts')],
    bundle: true,
    format: 'iife',
    write: false,
    conditions: ['earshot-source'],
  });
  // The page's own policy lets no other script in.
  const context = await stage.browser.newContext({ bypassCSP: true });
  const page = await context.newPage();
  await page.goto(stage.app.url);
  await page.addScriptTag({ content: bundle.outputFiles[0]?.text ?? '' });
  for (const name of names) {
    const token = await stage.app.token({ room: stage.room, identity: name, name });
    await page.evaluate(([room, who, text]) => window.earshotCrowd?.join(room, who, text), [
      stage.room,
      name,
      token,
    ] as const);
  }
  return openCrowd(page);
}

function openCrowd(page: Page): Crowd {
  return {
    talk: (name) => page.evaluate((who) => window.earshotCrowd?.talk(who), name),
    share: (name) => page.evaluate((who) => window.earshotCrowd?.share(who), name),
    unshare: (name) => page.evaluate((who) => window.earshotCrowd?.unshare(who), name),
  };
}
