import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { cacheRoot, makeScratch, readJson } from '../lib/cache.mjs';
import { withLock } from '../lib/lock.mjs';
import { SetupError } from '../lib/progress.mjs';
import { findOnPath, lastLines, run } from '../lib/run.mjs';

/**
 * Programs that come out of Debian packages without installing them, so that no service is ever started or enabled.
 * @typedef {'prometheus' | 'promtool' | 'prometheus-alertmanager' | 'amtool' | 'turnserver' | 'postgres' | 'initdb'} ToolName
 */

/**
 * Where each comes from: `of` when the package itself is empty and depends on the one of the distribution's version, whose
 * number is the `*` in `file`.
 * @type {Record<ToolName, {debianPackage: string, of?: RegExp, file: string}>}
 */
export const tools = {
  prometheus: { debianPackage: 'prometheus', file: 'usr/bin/prometheus' },
  promtool: { debianPackage: 'prometheus', file: 'usr/bin/promtool' },
  'prometheus-alertmanager': {
    debianPackage: 'prometheus-alertmanager',
    file: 'usr/bin/prometheus-alertmanager',
  },
  amtool: { debianPackage: 'prometheus-alertmanager', file: 'usr/bin/amtool' },
  turnserver: { debianPackage: 'coturn', file: 'usr/bin/turnserver' },
  postgres: {
    debianPackage: 'postgresql',
    of: /^postgresql-\d+$/,
    file: 'usr/lib/postgresql/*/bin/postgres',
  },
  initdb: { debianPackage: 'postgresql', of: /^postgresql-\d+$/, file: 'usr/lib/postgresql/*/bin/initdb' },
};

/** Packages whose dependencies go deeper than this are not what this is for. */
const maxRounds = 8;

/**
 * The shared libraries that `ldd` could not find.
 * @param {string} output
 * @returns {string[]}
 */
export function parseMissingLibraries(output) {
  return [...output.matchAll(/^\s*(\S+) => not found/gm)].map((match) => match[1] ?? '');
}

/**
 * The library packages that `apt-cache depends` names, virtual ones (`<...>`) left out.
 * @param {string} output
 * @returns {string[]}
 */
export function parseLibraryDependencies(output) {
  return parseDependencies(output).filter((name) => name.startsWith('lib'));
}

/**
 * The packages that `apt-cache depends` names, virtual ones (`<...>`) left out.
 * @param {string} output
 * @returns {string[]}
 */
export function parseDependencies(output) {
  const names = [...output.matchAll(/^\s*\|?(?:Pre)?Depends: ([^\s<>:]+)/gm)].map((match) => match[1] ?? '');
  return [...new Set(names)];
}

function distribution() {
  const text = existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : '';
  const value = (/** @type {string} */ key) =>
    new RegExp(`^${key}="?([\\w.-]+)"?$`, 'm').exec(text)?.[1] ?? 'unknown';
  return `${value('ID')}-${value('VERSION_ID')}-${process.arch}`;
}

/** @param {string} debianPackage */
const packageFolder = (debianPackage) => join(cacheRoot(), 'debian', distribution(), debianPackage);

/**
 * The file in a folder; a `*` is the last of the names that stand there.
 * @param {string} folder
 * @param {string} file
 */
function fileIn(folder, file) {
  const [before = '', after] = file.split('*');
  if (after === undefined) return join(folder, file);
  const names = existsSync(join(folder, before)) ? readdirSync(join(folder, before)).sort() : [];
  return join(folder, before, names.at(-1) ?? '', after);
}

/** @param {string} folder */
async function libraryFolders(folder) {
  const { output } = await run('find', [folder, '-name', 'lib*.so*', '-printf', '%h\\n']);
  return [...new Set(output.split('\n').filter((line) => line !== ''))].sort();
}

/**
 * @param {string} name
 * @param {string} folder
 */
async function unpack(name, folder) {
  const downloads = mkdtempSync(join(folder, '.download-'));
  const fetched = await run('apt-get', ['download', name], { cwd: downloads });
  if (fetched.code === 0) {
    const unpacked = await run('sh', ['-c', 'for deb in *.deb; do dpkg -x "$deb" .. || exit 1; done'], {
      cwd: downloads,
    });
    if (unpacked.code !== 0)
      throw new SetupError(`${lastLines(unpacked.output)}\n\n${name} could not be unpacked (dpkg -x).`);
  }
  rmSync(downloads, { recursive: true, force: true });
  return fetched;
}

/**
 * @param {string} binary
 * @param {string} folder
 */
async function findMissingLibraries(binary, folder) {
  const env = { ...process.env, LD_LIBRARY_PATH: (await libraryFolders(folder)).join(':') };
  return parseMissingLibraries((await run('ldd', [binary], { env })).output);
}

/**
 * Unpacks the libraries that the binaries lack: those of their package's dependencies, and of theirs, that are not installed.
 * @param {string} debianPackage
 * @param {string[]} binaries
 * @param {string} folder
 */
async function unpackLibraries(debianPackage, binaries, folder) {
  let wave = [debianPackage];
  const seen = new Set(wave);
  for (let round = 0; round < maxRounds; round += 1) {
    const missing = (
      await Promise.all(binaries.map((binary) => findMissingLibraries(binary, folder)))
    ).flat();
    if (missing.length === 0) return;
    const { output } = await run('apt-cache', ['depends', '--important', ...wave]);
    wave = parseLibraryDependencies(output).filter((name) => !seen.has(name));
    if (wave.length === 0)
      throw new SetupError(
        `${debianPackage} lacks ${missing.join(', ')}, and none of its packages holds them.`,
      );
    for (const name of wave) {
      seen.add(name);
      const isInstalled =
        (await run('dpkg-query', ['-W', '-f', '${db:Status-Status}', name])).output === 'installed';
      if (!isInstalled) await unpack(name, folder);
    }
  }
}

/** @param {string} debianPackage */
const toolsOf = (debianPackage) =>
  Object.values(tools).filter((tool) => tool.debianPackage === debianPackage);

/**
 * The package that holds the programs.
 * @param {string} debianPackage
 */
async function findFullPackage(debianPackage) {
  const of = toolsOf(debianPackage)[0]?.of;
  if (of === undefined) return debianPackage;
  const { output } = await run('apt-cache', ['depends', '--important', debianPackage]);
  return parseDependencies(output).find((name) => of.test(name)) ?? debianPackage;
}

/**
 * Downloads and unpacks it; brings the lists of packages up to date where this user may and they are not.
 * @param {string} debianPackage
 * @param {string} folder
 * @returns {Promise<string>} the package that was unpacked
 */
async function fetchPackage(debianPackage, folder) {
  let name = await findFullPackage(debianPackage);
  let fetched = await unpack(name, folder);
  if (fetched.code !== 0 && process.getuid?.() === 0) {
    await run('apt-get', ['update']);
    name = await findFullPackage(debianPackage);
    fetched = await unpack(name, folder);
  }
  if (fetched.code !== 0) {
    throw new SetupError(
      `${lastLines(fetched.output, 8)}\n\nThe Debian package ${debianPackage} could not be downloaded.\n` +
        'What to do: sudo apt-get update, then run this again.',
    );
  }
  return name;
}

/**
 * @param {string} debianPackage
 * @param {string} folder where it shall be in the end
 */
async function make(debianPackage, folder) {
  const scratch = makeScratch(folder);
  try {
    const name = await fetchPackage(debianPackage, scratch);
    const binaries = toolsOf(debianPackage).map(({ file }) => fileIn(scratch, file));
    await unpackLibraries(name, binaries, scratch);
    const libraries = (await libraryFolders(scratch)).map((path) => path.slice(scratch.length + 1));
    writeFileSync(join(scratch, 'unpacked.json'), `${JSON.stringify({ libraries })}\n`);
    rmSync(folder, { recursive: true, force: true });
    renameSync(scratch, folder);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/**
 * Where a tool is, and the environment it needs; undefined before setup has unpacked it.
 * @param {ToolName} name
 * @returns {Promise<{path: string, env: Record<string, string>, folder: string | undefined} | undefined>} with the folder
 *   that it was unpacked into
 */
export async function findTool(name) {
  const { debianPackage, file } = tools[name];
  const folder = packageFolder(debianPackage);
  const manifest = join(folder, 'unpacked.json');
  if (existsSync(manifest)) {
    const libraries = /** @type {string[]} */ (readJson(manifest).libraries).map((path) =>
      join(folder, path),
    );
    const env = libraries.length > 0 ? { LD_LIBRARY_PATH: libraries.join(':') } : {};
    return { path: fileIn(folder, file), env: /** @type {Record<string, string>} */ (env), folder };
  }
  const installed = findOnPath(name);
  return installed === undefined ? undefined : { path: installed, env: {}, folder: undefined };
}

/**
 * Unpacks Prometheus, promtool, Alertmanager, coturn and Postgres with the libraries they lack, unless they are there.
 * @returns {Promise<string[]>} the names of packages that cannot be had on this machine
 */
export async function provideDebianTools() {
  const missing = [];
  for (const [name, { debianPackage }] of Object.entries(tools)) {
    if ((await findTool(/** @type {ToolName} */ (name))) !== undefined) continue;
    if (findOnPath('apt-get') === undefined || findOnPath('dpkg') === undefined) {
      missing.push(name);
      continue;
    }
    const folder = packageFolder(debianPackage);
    await withLock(`${folder}.lock`, async () => {
      if (!existsSync(join(folder, 'unpacked.json'))) await make(debianPackage, folder);
    });
  }
  return missing;
}
