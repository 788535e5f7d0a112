import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { SetupError, say, ticker } from '../lib/progress.mjs';
import { lastLines, run } from '../lib/run.mjs';
import { binaryName, mediasoupFolder, recipeFolder } from './paths.mjs';
import { buildSrtp } from './srtp.mjs';

/**
 * `[17/30] Building ...` -> 0.57
 * @param {string} line a line of ninja's output
 * @returns {number | undefined}
 */
export function parseNinjaProgress(line) {
  const match = /^\[(\d+)\/(\d+)\]/.exec(line);
  if (match === null) return undefined;
  const [done, all] = [Number(match[1]), Number(match[2])];
  return all > 0 ? Math.min(1, done / all) : undefined;
}

/**
 * @param {string} source mediasoup's worker folder
 * @param {string} folder
 */
async function generateHeaders(source, folder) {
  const schemas = readdirSync(join(source, 'fbs')).filter((name) => name.endsWith('.fbs'));
  const flags = ['--cpp', '--cpp-field-case-style', 'lower', '--reflect-names', '--scoped-enums'];
  const out = join(folder, 'FBS');
  mkdirSync(out, { recursive: true });
  return run('flatc', [
    ...flags,
    '--filename-suffix',
    '',
    '-o',
    out,
    ...schemas.map((name) => join(source, 'fbs', name)),
  ]);
}

/**
 * @param {{source: string, folder: string, isUnity: boolean, srtp: string | undefined}} options
 * @returns {Promise<{code: number, output: string}>}
 */
async function compile({ source, folder, isUnity, srtp }) {
  const build = join(folder, isUnity ? 'unity' : 'plain');
  const unity = isUnity ? ['-DCMAKE_UNITY_BUILD=ON', '-DCMAKE_UNITY_BUILD_BATCH_SIZE=16'] : [];
  const configured = await run('cmake', [
    ...['-G', 'Ninja', '-S', recipeFolder, '-B', build],
    ...[`-DWORKER_DIR=${source}`, `-DFBS_DIR=${folder}`, ...unity],
    ...(srtp === undefined ? [] : [`-DSRTP_DIR=${srtp}`]),
  ]);
  if (configured.code !== 0) return configured;
  const progress = ticker(15_000);
  const result = await run('cmake', ['--build', build], {
    onLine(line) {
      const ratio = parseNinjaProgress(line);
      if (ratio !== undefined) progress.show(`compiling the mediasoup worker: ${Math.round(ratio * 100)} %`);
    },
  });
  progress.end();
  return result;
}

/**
 * Builds the worker from mediasoup's own source against the system's libraries: a unity build first (about a minute and a
 * half on two cores), the plain one (about five) where files clash in it.
 * @param {string} folder an empty folder for everything that is made on the way
 * @returns {Promise<string>} the binary
 */
export async function buildWorker(folder) {
  const source = join(mediasoupFolder(), 'worker');
  const headers = await generateHeaders(source, folder);
  if (headers.code !== 0)
    throw new SetupError(`${lastLines(headers.output)}\n\nflatc failed (exit code ${headers.code}).`);
  mkdirSync(join(folder, 'srtp'));
  const srtp = await buildSrtp(join(folder, 'srtp'));
  if (srtp === undefined) {
    say(
      "  the source of libsrtp could not be had or built: the system's is used, which may cost more CPU per packet",
    );
  }
  for (const isUnity of [true, false]) {
    const result = await compile({ source, folder, isUnity, srtp });
    if (result.code === 0) return join(folder, isUnity ? 'unity' : 'plain', binaryName);
    if (!isUnity) {
      throw new SetupError(
        `${lastLines(result.output, 40)}\n\nThe mediasoup worker could not be built.\n` +
          'What to do: see the compiler lines above; or give a worker of your own: MEDIASOUP_WORKER_BIN=/path/to/mediasoup-worker.',
      );
    }
    say('  the unity build failed; building file by file (about five minutes on two cores)');
    rmSync(join(folder, 'unity'), { recursive: true, force: true });
  }
  throw new Error('unreachable');
}
