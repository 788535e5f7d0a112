// The media that load clients send: made once from the recipe in load/media, kept in the cache.
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { cacheRoot, makeScratch, nodePath, repository } from '../lib/cache.mjs';
import { withLock } from '../lib/lock.mjs';
import { SetupError } from '../lib/progress.mjs';
import { findOnPath, lastLines, run } from '../lib/run.mjs';
import { hashFiles, listFiles } from '../worker/paths.mjs';

const recipe = join(repository, 'load', 'media');

/** Where the media of this very recipe are, or will be. */
export function mediaFolder() {
  return join(cacheRoot(), 'load-media', hashFiles(listFiles(recipe), recipe));
}

/** The programs that the recipe needs and that are not there. */
export const missingMediaTools = () =>
  ['ffmpeg', 'espeak-ng'].filter((name) => findOnPath(name) === undefined);

/** @param {string} folder */
async function make(folder) {
  const scratch = makeScratch(folder);
  try {
    const { code, output } = await run(nodePath(), [join(recipe, 'main.ts'), scratch]);
    if (code !== 0)
      throw new SetupError(`${lastLines(output)}\n\nThe media for load runs could not be made.`);
    rmSync(folder, { recursive: true, force: true });
    renameSync(scratch, folder);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/**
 * Makes the media unless they are there.
 * @returns {Promise<string>} their folder
 */
export async function provideMedia() {
  const folder = mediaFolder();
  const isThere = () => existsSync(join(folder, 'manifest.json'));
  if (isThere()) return folder;
  const missing = missingMediaTools();
  if (missing.length > 0) {
    throw new SetupError(
      `Missing: ${missing.join(', ')}, with which the media for load runs are made.\n` +
        `What to do: sudo apt-get install -y --no-install-recommends ${missing.join(' ')}`,
    );
  }
  mkdirSync(dirname(folder), { recursive: true });
  await withLock(`${folder}.lock`, async () => {
    if (!isThere()) await make(folder);
  });
  return folder;
}
