import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readJson, repository } from '../lib/cache.mjs';
import { withLock } from '../lib/lock.mjs';
import { SetupError, ticker } from '../lib/progress.mjs';
import { run } from '../lib/run.mjs';

/**
 * @typedef {{version?: string, integrity?: string, link?: boolean, resolved?: string, optional?: boolean, devOptional?: boolean, peer?: boolean, extraneous?: boolean}} LockedPackage
 * @typedef {{packages: Record<string, LockedPackage>}} Lock
 */

/**
 * The first package that is not installed as the lock file says. npm's hidden lock file (node_modules/.package-lock.json)
 * lists what really is there; optional packages for other platforms may be absent.
 * @param {Lock} lock
 * @param {Lock | undefined} installed
 * @returns {string | undefined} a path such as `node_modules/zod`
 */
export function findStalePackage(lock, installed) {
  if (installed === undefined) return 'node_modules';
  for (const [path, wanted] of Object.entries(lock.packages)) {
    if (!path.includes('node_modules/')) continue;
    const found = installed.packages[path];
    if (found === undefined) {
      if (wanted.optional === true || wanted.devOptional === true) continue;
      return path;
    }
    if (found.version !== wanted.version || found.integrity !== wanted.integrity) return path;
  }
  return undefined;
}

function currentStalePackage() {
  const hidden = join(repository, 'node_modules', '.package-lock.json');
  return findStalePackage(
    readJson(join(repository, 'package-lock.json')),
    existsSync(hidden) ? readJson(hidden) : undefined,
  );
}

async function install() {
  const progress = ticker();
  progress.show('npm ci');
  const result = await run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=http'], {
    cwd: repository,
    // Any value keeps mediasoup's installer from downloading or building: the worker is a step of its own.
    env: { ...process.env, MEDIASOUP_WORKER_BIN: process.env.MEDIASOUP_WORKER_BIN || 'provided-by-setup' },
    onLine: (line) => progress.show(line),
  });
  progress.end();
  if (result.code !== 0) {
    const errors = result.output.split('\n').filter((line) => !/^npm (http|warn)/.test(line));
    throw new SetupError(
      `${errors.slice(0, 25).join('\n')}\n\n\`npm ci\` failed (exit code ${result.code}).\n` +
        'What to do: see the lines above; usually the package registry cannot be reached (`npm ping`), or the disk is full.',
    );
  }
}

/** Installs the packages exactly as locked, unless they are. */
export async function providePackages() {
  if (currentStalePackage() === undefined) return 'already installed';
  return withLock(join(repository, '.earshot', 'packages.lock'), async () => {
    if (currentStalePackage() === undefined) return 'installed by another setup';
    await install();
    return 'installed';
  });
}
