import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findOnPath, run } from '../lib/run.mjs';

const aptFolder = '/etc/apt';
const downloadLimitMs = 60_000;

/**
 * The same sources of packages, as sources of source packages; undefined where there are none of packages.
 * @param {string} name of the file
 * @param {string} text
 * @returns {string | undefined}
 */
export function toSourceEntries(name, text) {
  if (name.endsWith('.sources')) {
    return /^Types:.*\bdeb(?!-)/m.test(text) ? text.replace(/^Types:.*$/gm, 'Types: deb-src') : undefined;
  }
  const lines = text.split('\n').filter((line) => /^deb\s/.test(line));
  return lines.length === 0 ? undefined : `${lines.join('\n').replace(/^deb\s/gm, 'deb-src ')}\n`;
}

/** @returns {{name: string, text: string}[]} the distribution's own sources and whatever was added to them */
function readSources() {
  const parts = join(aptFolder, 'sources.list.d');
  const files = [join(aptFolder, 'sources.list'), ...list(parts).map((name) => join(parts, name))];
  return files.flatMap((file) => {
    if (!/\.(?:list|sources)$/.test(file)) return [];
    try {
      return [{ name: file.slice(file.lastIndexOf('/') + 1), text: readFileSync(file, 'utf8') }];
    } catch {
      return [];
    }
  });
}

/** @param {string} folder */
function list(folder) {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/**
 * Downloads the distribution's source of libsrtp, signatures checked by apt, with lists of its own: nothing of the
 * machine's is changed, and no root is needed.
 * @param {string} folder an empty folder
 * @returns {Promise<string | undefined>} the archive
 */
async function downloadSource(folder) {
  if (findOnPath('apt-get') === undefined) return undefined;
  const at = (/** @type {string} */ name) => join(folder, name);
  for (const name of ['sources', 'lists/partial', 'cache/archives/partial', 'download'])
    mkdirSync(at(name), { recursive: true });
  for (const { name, text } of readSources()) {
    const entries = toSourceEntries(name, text);
    // Others than the distribution's may have no sources, or another idea of the package.
    if (entries !== undefined && /debian|ubuntu/i.test(entries) && !/trusted[=:]\s*yes/i.test(entries))
      writeFileSync(join(at('sources'), name), entries);
  }
  const options = [
    'Dir::Etc::SourceList=/dev/null',
    `Dir::Etc::SourceParts=${at('sources')}`,
    `Dir::State::Lists=${at('lists')}`,
    `Dir::Cache=${at('cache')}`,
  ].flatMap((option) => ['-o', option]);
  const limits = { cwd: at('download'), limitMs: downloadLimitMs };
  await run('apt-get', [...options, 'update'], limits);
  const { code } = await run('apt-get', [...options, 'source', '--download-only', 'libsrtp2'], limits);
  if (code !== 0) return undefined;
  const archive = list(at('download')).find((name) => /\.orig\.tar\.\w+$/.test(name));
  return archive === undefined ? undefined : join(at('download'), archive);
}

/**
 * Builds libsrtp over OpenSSL. Debian's own is built over NSS, which looks up a session in a list for every packet: with
 * hundreds of receivers that is a quarter of the worker's time.
 * @param {string} folder an empty folder
 * @returns {Promise<string | undefined>} where its headers and its static library are
 */
export async function buildSrtp(folder) {
  const archive = await downloadSource(folder);
  if (archive === undefined) return undefined;
  const at = (/** @type {string} */ name) => join(folder, name);
  mkdirSync(at('source'));
  const steps = [
    ['tar', '-xf', archive, '-C', at('source'), '--strip-components=1'],
    [
      ...['cmake', '-G', 'Ninja', '-S', at('source'), '-B', at('build'), '-DCMAKE_BUILD_TYPE=Release'],
      ...[
        '-DENABLE_OPENSSL=ON',
        '-DLIBSRTP_TEST_APPS=OFF',
        '-DBUILD_SHARED_LIBS=OFF',
        '-DCMAKE_INSTALL_LIBDIR=lib',
      ],
      ...['-DCMAKE_POSITION_INDEPENDENT_CODE=ON', `-DCMAKE_INSTALL_PREFIX=${at('installed')}`],
    ],
    ['cmake', '--build', at('build'), '--target', 'install'],
  ];
  for (const [command = '', ...args] of steps) if ((await run(command, args)).code !== 0) return undefined;
  return at('installed');
}
