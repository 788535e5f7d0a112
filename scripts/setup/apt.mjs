import { existsSync } from 'node:fs';
import { say, SetupError, ticker } from '../lib/progress.mjs';
import { findOnPath, lastLines, run } from '../lib/run.mjs';

/**
 * @typedef {{name: string, packages: string[], isThere: () => boolean}} Part
 */

const headers = [
  'openssl/ssl.h',
  'uv.h',
  'srtp2/srtp.h',
  'absl/container/flat_hash_map.h',
  'flatbuffers/flatbuffers.h',
];

/** @param {string} name */
const isCommand = (name) => findOnPath(name) !== undefined;

/** @type {Part} */
const buildLibraries = {
  name: 'libraries and tools to build the mediasoup worker',
  packages: [
    ...['g++', 'cmake', 'ninja-build', 'flatbuffers-compiler'],
    ...['libssl-dev', 'libuv1-dev', 'libsrtp2-dev', 'libabsl-dev', 'libflatbuffers-dev'],
  ],
  isThere: () =>
    ['g++', 'cmake', 'ninja', 'flatc'].every(isCommand) &&
    headers.every((header) =>
      ['/usr/include', '/usr/local/include'].some((folder) => existsSync(`${folder}/${header}`)),
    ),
};

/** What the browser and media tests run. @type {Part[]} */
export const testParts = [
  { name: 'Chromium', packages: ['chromium'], isThere: () => isCommand('chromium') },
  { name: 'Firefox ESR', packages: ['firefox-esr'], isThere: () => isCommand('firefox-esr') },
  { name: 'ffmpeg', packages: ['ffmpeg'], isThere: () => isCommand('ffmpeg') },
  { name: 'espeak-ng', packages: ['espeak-ng'], isThere: () => isCommand('espeak-ng') },
];

/**
 * @param {Part[]} parts
 * @returns {string[]}
 */
export const packagesOf = (parts) => parts.flatMap((part) => part.packages);

/** @param {string[]} packages */
export const installCommand = (packages) =>
  `sudo apt-get install -y --no-install-recommends ${packages.join(' ')}`;

/** `[]` as root, `['sudo', '-n']` where sudo asks for no password, undefined where apt cannot be used. */
async function findPrivilege() {
  if (findOnPath('apt-get') === undefined) return undefined;
  if (process.getuid?.() === 0) return [];
  if (findOnPath('sudo') === undefined) return undefined;
  const { code } = await run('sudo', ['-n', 'true'], { limitMs: 5_000 });
  return code === 0 ? ['sudo', '-n'] : undefined;
}

/**
 * @param {string[]} command
 * @returns {Promise<{code: number, output: string}>}
 */
async function apt(command) {
  const progress = ticker();
  const [program = 'apt-get', ...args] = command;
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const result = await run(program, args, { env, onLine: (line) => progress.show(line) });
  progress.end();
  return result;
}

/**
 * Installs what is missing of these parts, when this user may.
 * @param {Part[]} parts
 * @returns {Promise<{missing: Part[], output: string}>} what is missing still
 */
async function installMissing(parts) {
  const missing = parts.filter((part) => !part.isThere());
  if (missing.length === 0) return { missing, output: '' };
  const privilege = await findPrivilege();
  if (privilege === undefined) return { missing, output: '' };
  say(`  installing with apt: ${packagesOf(missing).join(' ')}`);
  const install = [
    ...[...privilege, 'apt-get', 'install', '-y', '--no-install-recommends'],
    ...packagesOf(missing),
  ];
  let result = await apt(install);
  if (result.code !== 0) {
    // The package lists may be missing or old.
    await apt([...privilege, 'apt-get', 'update']);
    result = await apt(install);
  }
  return { missing: missing.filter((part) => !part.isThere()), output: result.output };
}

/** The compiler and libraries for the worker; there is nothing to fall back to without them. */
export async function provideBuildLibraries() {
  const { missing, output } = await installMissing([buildLibraries]);
  if (missing.length === 0) return;
  throw new SetupError(
    `${lastLines(output)}\nThe mediasoup worker must be built, and its libraries are missing.\n` +
      `What to do: ${installCommand(packagesOf(missing))}\n` +
      'and run this again (or give a worker: MEDIASOUP_WORKER_BIN=/path/to/mediasoup-worker).',
  );
}

/**
 * @returns {Promise<Part[]>} what is missing still
 */
export async function provideTestParts() {
  const { missing, output } = await installMissing(testParts);
  if (missing.length > 0 && output !== '') say(lastLines(output, 8));
  return missing;
}
