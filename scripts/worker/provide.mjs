import { chmodSync, copyFileSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeScratch, nodePath, repository } from '../lib/cache.mjs';
import { withLock } from '../lib/lock.mjs';
import { say, SetupError } from '../lib/progress.mjs';
import { lastLines, run } from '../lib/run.mjs';
import { provideBuildLibraries } from '../setup/apt.mjs';
import { buildWorker } from './build.mjs';
import { binaryName, workerFolder } from './paths.mjs';
import { downloadPrebuilt } from './prebuilt.mjs';

// main.cpp's answer to a missing MEDIASOUP_VERSION: the binary loads and runs on this machine.
const exitWithoutEnvironment = 41;

/** @param {string} binary */
async function isRunnable(binary) {
  const { code } = await run(binary, [], { env: {}, limitMs: 10_000 });
  return code === exitWithoutEnvironment;
}

/**
 * @param {string} binary
 * @returns {Promise<string | undefined>} what is wrong with it
 */
async function findFault(binary) {
  if (!(await isRunnable(binary))) return 'it does not run on this machine';
  const script = join(repository, 'scripts', 'worker', 'self-check.mjs');
  const env = { ...process.env, MEDIASOUP_WORKER_BIN: binary };
  const result = await run(nodePath(), [script], { env, limitMs: 60_000 });
  return result.code === 0 ? undefined : `its self-check failed:\n${lastLines(result.output)}`;
}

/**
 * Puts a checked binary into the cache in one step, so that a half-written one is never seen.
 * @param {string} binary
 * @param {{origin: string, scratch: string}} from
 */
function publish(binary, { origin, scratch }) {
  const folder = workerFolder();
  const complete = join(scratch, 'complete');
  mkdirSync(complete);
  copyFileSync(binary, join(complete, binaryName));
  chmodSync(join(complete, binaryName), 0o755);
  writeFileSync(join(complete, 'origin.json'), `${JSON.stringify({ origin, selfCheck: 'passed' })}\n`);
  rmSync(folder, { recursive: true, force: true });
  renameSync(complete, folder);
}

/**
 * @param {string} scratch
 * @returns {Promise<boolean>}
 */
async function tryPrebuilt(scratch) {
  say('  asking mediasoup for its prebuilt worker (30 s at most)');
  const folder = join(scratch, 'prebuilt');
  mkdirSync(folder);
  const binary = await downloadPrebuilt(folder);
  if (binary === undefined) {
    say('  no prebuilt worker could be downloaded');
    return false;
  }
  const fault = await findFault(binary);
  if (fault !== undefined) {
    say(`  the prebuilt worker is of no use here: ${fault}`);
    return false;
  }
  publish(binary, { origin: 'prebuilt', scratch });
  return true;
}

/** @param {string} scratch */
async function build(scratch) {
  if (process.platform !== 'linux') {
    throw new SetupError(
      'The prebuilt mediasoup worker could not be downloaded, and building it is prepared for Linux only.\n' +
        'What to do: check the network and run this again, or give a worker: MEDIASOUP_WORKER_BIN=/path/to/mediasoup-worker.',
    );
  }
  await provideBuildLibraries();
  say('  building the worker from source (about 1:30 on two cores)');
  const folder = join(scratch, 'build');
  mkdirSync(folder);
  const binary = await buildWorker(folder);
  const fault = await findFault(binary);
  if (fault !== undefined) {
    throw new SetupError(
      `The worker was built, but ${fault}\n` +
        'What to do: report this with the lines above, or give a worker: MEDIASOUP_WORKER_BIN=/path/to/mediasoup-worker.',
    );
  }
  publish(binary, { origin: 'built', scratch });
}

/** Provides the mediasoup worker: the user's, the cached, the prebuilt, or one built from source, in this order. */
export async function provideWorker() {
  const given = process.env.MEDIASOUP_WORKER_BIN;
  if (given) {
    if (await isRunnable(given)) return `MEDIASOUP_WORKER_BIN is set: ${given}`;
    throw new SetupError(
      `MEDIASOUP_WORKER_BIN=${given} ${existsSync(given) ? 'does not run as a mediasoup worker' : 'does not exist'}.\n` +
        'What to do: correct it, or unset it and let setup provide the worker.',
    );
  }
  const folder = workerFolder();
  const cached = join(folder, binaryName);
  return withLock(`${folder}.lock`, async () => {
    if (existsSync(cached) && (await isRunnable(cached))) return `already there: ${cached}`;
    const scratch = makeScratch(folder);
    try {
      if (!(await tryPrebuilt(scratch))) await build(scratch);
    } finally {
      rmSync(scratch, { recursive: true, force: true });
    }
    return `ready and checked: ${cached}`;
  });
}
