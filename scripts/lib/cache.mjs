import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
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
