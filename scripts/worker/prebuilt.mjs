import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { nodePath } from '../lib/cache.mjs';
import { run } from '../lib/run.mjs';
import { binaryName, mediasoupFolder } from './paths.mjs';

const downloadLimitMs = 30_000;

/**
 * The environment in which mediasoup's installer downloads and does nothing else: its source build needs a Python, and
 * it is told of one that does not exist.
 * @param {Record<string, string | undefined>} env
 */
export function downloadOnlyEnvironment(env) {
  const rest = { ...env };
  for (const name of ['MEDIASOUP_WORKER_BIN', 'MEDIASOUP_LOCAL_DEV', 'npm_package_resolved'])
    delete rest[name];
  return { ...rest, PYTHON: 'no-source-build-wanted' };
}

/**
 * Lets mediasoup's own installer download the official binary into `folder`; it works relative to its folder of work, so
 * nothing lands in node_modules.
 * @param {string} folder an empty folder
 * @param {number} [limitMs]
 * @returns {Promise<string | undefined>} the binary, not yet checked
 */
export async function downloadPrebuilt(folder, limitMs = downloadLimitMs) {
  const script = join(mediasoupFolder(), 'npm-scripts.mjs');
  const env = downloadOnlyEnvironment(process.env);
  const { timedOut } = await run(nodePath(), [script, 'postinstall'], { cwd: folder, env, limitMs });
  const binary = join(folder, 'worker', 'out', 'Release', binaryName);
  return !timedOut && existsSync(binary) ? binary : undefined;
}
