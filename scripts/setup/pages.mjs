import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { nodePath, repository } from '../lib/cache.mjs';
import { withLock } from '../lib/lock.mjs';
import { SetupError } from '../lib/progress.mjs';
import { lastLines, run } from '../lib/run.mjs';
import { hashFiles, listFiles } from '../worker/paths.mjs';

const pages = join(repository, 'client', 'pages');
const stamp = join(pages, 'dist', '.source-hash');

function sourceHash() {
  const isSource = (/** @type {string} */ name) => name !== 'dist' && name !== 'node_modules';
  const folders = ['client', 'shared'].map((name) => join(repository, name));
  const files = folders.flatMap((folder) => listFiles(folder, isSource));
  return hashFiles([...files, join(repository, 'package-lock.json')], repository);
}

const isBuiltFrom = (/** @type {string} */ hash) => existsSync(stamp) && readFileSync(stamp, 'utf8') === hash;

/** @param {string} hash */
async function build(hash) {
  const vite = join(repository, 'node_modules', 'vite', 'bin', 'vite.js');
  const result = await run(nodePath(), [vite, 'build'], { cwd: pages });
  if (result.code !== 0) {
    throw new SetupError(`${lastLines(result.output)}\n\nThe pages could not be built: see the lines above.`);
  }
  writeFileSync(stamp, hash);
}

/** Builds the pages unless they were built from these very sources. */
export async function providePages() {
  const hash = sourceHash();
  if (isBuiltFrom(hash)) return 'already built';
  return withLock(join(repository, '.earshot', 'pages.lock'), async () => {
    if (!isBuiltFrom(hash)) await build(hash);
    return 'built';
  });
}
