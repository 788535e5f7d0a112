import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { cacheRoot, readJson, repository } from '../lib/cache.mjs';

export const recipeFolder = join(repository, 'scripts', 'worker', 'recipe');
export const binaryName = process.platform === 'win32' ? 'mediasoup-worker.exe' : 'mediasoup-worker';

/**
 * All files below a folder, sorted, so that a hash over them does not depend on the file system.
 * @param {string} folder
 * @param {(name: string) => boolean} [isWanted] also asked for folders
 * @returns {string[]}
 */
export function listFiles(folder, isWanted = () => true) {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => isWanted(entry.name))
    .flatMap((entry) =>
      entry.isDirectory() ? listFiles(join(folder, entry.name), isWanted) : [join(folder, entry.name)],
    )
    .sort();
}

/**
 * A short hash of the names and contents of files.
 * @param {string[]} files
 * @param {string} base names are taken relative to it
 */
export function hashFiles(files, base) {
  const hash = createHash('sha256');
  for (const file of files) {
    const content = readFileSync(file);
    hash.update(`${relative(base, file).split(sep).join('/')}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex').slice(0, 12);
}

/**
 * The name under which a worker is cached: all that decides whether it can be used again.
 * @param {{version: string, platform: string, arch: string, recipe: string}} parts
 */
export const workerKey = ({ version, platform, arch, recipe }) => `${version}-${platform}-${arch}-${recipe}`;

export function mediasoupFolder() {
  return join(repository, 'node_modules', 'mediasoup');
}

/**
 * The cache folder of the worker that belongs to the installed mediasoup.
 * @param {Record<string, string | undefined>} [env]
 */
export function workerFolder(env = process.env) {
  const { version } = readJson(join(mediasoupFolder(), 'package.json'));
  const folder = join(repository, 'scripts', 'worker');
  const recipe = hashFiles([...listFiles(recipeFolder), join(folder, 'srtp.mjs')], folder);
  const { platform, arch } = process;
  return join(cacheRoot(env), 'worker', workerKey({ version, platform, arch, recipe }));
}

/**
 * The worker binary that setup provided, or the one the user gave; undefined before the first setup.
 * @param {Record<string, string | undefined>} [env]
 * @returns {string | undefined}
 */
export function findWorker(env = process.env) {
  if (env.MEDIASOUP_WORKER_BIN) return env.MEDIASOUP_WORKER_BIN;
  if (!existsSync(join(mediasoupFolder(), 'package.json'))) return undefined;
  const cached = join(workerFolder(env), binaryName);
  return existsSync(cached) ? cached : undefined;
}
