import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { say, SetupError } from './progress.mjs';

const pollMs = 250;
// A folder without a pid file is a holder between two instructions, or one that died there.
const anonymousGraceMs = 5_000;

/**
 * Whether a process runs. One that has ended and waits to be reaped does not: in a container nobody may ever reap it.
 * @param {number} pid
 */
export function isAlive(pid) {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
  try {
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return true; // No /proc on this system.
  }
}

/** @param {string} folder */
function isAbandoned(folder) {
  try {
    return !isAlive(Number(readFileSync(join(folder, 'pid'), 'utf8')));
  } catch {
    try {
      return Date.now() - statSync(folder).mtimeMs > anonymousGraceMs;
    } catch {
      return false; // Released meanwhile: the next attempt takes it.
    }
  }
}

/**
 * @param {string} folder
 * @param {unknown} error
 */
function notWritable(folder, error) {
  const code = /** @type {NodeJS.ErrnoException} */ (error).code ?? String(error);
  return new SetupError(
    `${folder} cannot be made (${code}).\nWhat to do: make the folder around it writable; XDG_CACHE_HOME moves the cache elsewhere.`,
  );
}

/** @param {string} folder */
function tryTake(folder) {
  try {
    mkdirSync(folder);
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw notWritable(folder, error);
    if (isAbandoned(folder)) rmSync(folder, { recursive: true, force: true });
    return false;
  }
  writeFileSync(join(folder, 'pid'), String(process.pid));
  return true;
}

/**
 * Runs `body` while holding a lock that other processes respect; a holder that died leaves no lock behind.
 * @template T
 * @param {string} folder the lock itself, a folder made by whoever holds it
 * @param {() => Promise<T>} body
 * @param {number} [limitMs] how long to wait for another holder
 * @returns {Promise<T>}
 */
export async function withLock(folder, body, limitMs = 20 * 60_000) {
  try {
    mkdirSync(dirname(folder), { recursive: true });
  } catch (error) {
    throw notWritable(dirname(folder), error);
  }
  const deadlineMs = Date.now() + limitMs;
  let hasSaid = false;
  while (!tryTake(folder)) {
    if (Date.now() > deadlineMs) {
      throw new SetupError(
        `Another setup has held ${folder} for too long. If none is running, delete that folder.`,
      );
    }
    if (!hasSaid) say('  waiting for another setup that is doing this already');
    hasSaid = true;
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
  try {
    return await body();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
