import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheRoot, makeScratch, readJson } from '../lib/cache.mjs';
import { withLock } from '../lib/lock.mjs';
import { SetupError } from '../lib/progress.mjs';
import { findOnPath, lastLines, run } from '../lib/run.mjs';

/**
 * Programs that come out of Debian packages without installing them, so that no service is ever started or enabled.
 * @typedef {'prometheus' | 'promtool' | 'prometheus-alertmanager' | 'amtool' | 'turnserver'} ToolName
 */

/** @type {Record<ToolName, {debianPackage: string, file: string}>} */
export const tools = {
  prometheus: { debianPackage: 'prometheus', file: 'usr/bin/prometheus' },
  promtool: { debianPackage: 'prometheus', file: 'usr/bin/promtool' },
  'prometheus-alertmanager': {
    debianPackage: 'prometheus-alertmanager',
    file: 'usr/bin/prometheus-alertmanager',
  },
  amtool: { debianPackage: 'prometheus-alertmanager', file: 'usr/bin/amtool' },
  turnserver: { debianPackage: 'coturn', file: 'usr/bin/turnserver' },
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
  const names = [...output.matchAll(/^\s*\|?(?:Pre)?Depends: (lib[^\s<>:]+)/gm)].map(
    (match) => match[1] ?? '',
  );
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

/**
 * @param {string} debianPackage
 * @param {string} folder where it shall be in the end
 */
async function make(debianPackage, folder) {
  const scratch = makeScratch(folder);
  try {
    let fetched = await unpack(debianPackage, scratch);
    if (fetched.code !== 0 && process.getuid?.() === 0) {
      await run('apt-get', ['update']);
      fetched = await unpack(debianPackage, scratch);
    }
    if (fetched.code !== 0) {
      throw new SetupError(
        `${lastLines(fetched.output, 8)}\n\nThe Debian package ${debianPackage} could not be downloaded.\n` +
          'What to do: sudo apt-get update, then run this again.',
      );
    }
    const binaries = Object.values(tools)
      .filter((tool) => tool.debianPackage === debianPackage)
      .map((tool) => join(scratch, tool.file));
    await unpackLibraries(debianPackage, binaries, scratch);
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
 * @returns {Promise<{path: string, env: Record<string, string>} | undefined>}
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
    return { path: join(folder, file), env: /** @type {Record<string, string>} */ (env) };
  }
  const installed = findOnPath(name);
  return installed === undefined ? undefined : { path: installed, env: {} };
}

/**
 * Unpacks Prometheus, promtool, Alertmanager and coturn with the libraries they lack, unless they are there.
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
