import { nodePath } from '../lib/cache.mjs';
import { SetupError } from '../lib/progress.mjs';
import { run } from '../lib/run.mjs';

/** The first Node that strips types without a flag; mediasoup wants 22 in any case. */
export const oldestNode = /** @type {const} */ ([22, 18]);

const systems = ['linux', 'darwin', 'win32'];
const processors = ['x64', 'arm64'];

/**
 * @param {string} version such as `v24.21.0`
 * @returns {boolean}
 */
export function isNodeNewEnough(version) {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number);
  return major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1]);
}

/**
 * Why this machine cannot run Earshot, or undefined.
 * @param {{platform: string, arch: string}} machine
 */
export function explainUnsupported({ platform, arch }) {
  if (systems.includes(platform) && processors.includes(arch)) return undefined;
  return (
    `Earshot runs on ${systems.join(', ')} with ${processors.join(' or ')} processors; this is ${platform} on ${arch}.\n` +
    'What to do: run it on one of those, or in the container (docker compose up).'
  );
}

/** @returns {string} what was found */
export function checkPlatform() {
  const problem = explainUnsupported(process);
  if (problem !== undefined) throw new SetupError(problem);
  return `${process.platform} ${process.arch}, Node ${process.versions.node}`;
}

/** Makes sure that the Node which will run the server can: npm brings one where it is published for the platform. */
export async function checkNode() {
  const path = nodePath();
  const { code, output } = await run(path, ['--version']);
  const version = output.trim();
  if (code === 0 && isNodeNewEnough(version)) return `${version} (${path})`;
  throw new SetupError(
    `Earshot needs Node ${oldestNode.join('.')} or newer; ${path} is ${version || 'not runnable'}.\n` +
      'What to do: run `npm ci` without --omit=optional (it brings Node 24 for Linux and Windows),\n' +
      'or install Node 24 from nodejs.org and run this again.',
  );
}
