import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root folder. */
export const repository = resolve(fileURLToPath(new URL('../..', import.meta.url)));

/** In CI a missing part is a failure, never a skip. */
export const isCi = /^(1|true)$/i.test(process.env.CI ?? '');

/**
 * Where everything lives that is costly to make and not worth committing.
 * @param {Record<string, string | undefined>} [env]
 */
export function cacheRoot(env = process.env) {
  // The XDG specification says that a relative value must be ignored.
  const xdg = env.XDG_CACHE_HOME;
  const base = xdg && isAbsolute(xdg) ? xdg : join(homedir(), '.cache');
  return join(base, 'earshot');
}

/** The Node that runs Earshot: the one npm installed, else this one. */
export function nodePath() {
  const own = join(repository, 'node_modules', '.bin', process.platform === 'win32' ? 'node.cmd' : 'node');
  return existsSync(own) ? own : process.execPath;
}

/** @param {string} path */
export function readJson(path) {
  return JSON.parse(readFileSync(path, 'utf8'));
}

/**
 * An empty folder beside `folder`, in which its contents are made before they are moved there in one step. What an
 * earlier attempt left behind when it was killed is removed: call this only while holding the lock for `folder`.
 * @param {string} folder whose parent exists
 */
export function makeScratch(folder) {
  const prefix = `.making-${basename(folder)}-`;
  for (const name of readdirSync(dirname(folder))) {
    if (name.startsWith(prefix)) rmSync(join(dirname(folder), name), { recursive: true, force: true });
  }
  return mkdtempSync(join(dirname(folder), prefix));
}
