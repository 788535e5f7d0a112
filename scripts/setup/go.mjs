// The Go toolchain and what it builds for load runs: k6 with Earshot's module.
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { cacheRoot, makeScratch, repository } from '../lib/cache.mjs';
import { withLock } from '../lib/lock.mjs';
import { SetupError } from '../lib/progress.mjs';
import { findOnPath, lastLines, run } from '../lib/run.mjs';
import { hashFiles, listFiles } from '../worker/paths.mjs';

/** The oldest Go that the modules ask for. */
export const oldestGo = [1, 26];

/** Where Go's own installer puts it; on PATH it is found first. */
const usualPlaces = ['/usr/local/go/bin/go', '/usr/lib/go-1.26/bin/go'];

/**
 * The version that `go version` prints; undefined where it is none.
 * @param {string} output
 * @returns {[number, number] | undefined}
 */
export function parseGoVersion(output) {
  const match = /\bgo(\d+)\.(\d+)/.exec(output);
  return match === null ? undefined : [Number(match[1]), Number(match[2])];
}

/** @param {[number, number] | undefined} version */
export function isGoNewEnough(version) {
  const [major = 0, minor = 0] = oldestGo;
  return version !== undefined && (version[0] > major || (version[0] === major && version[1] >= minor));
}

/**
 * A Go that is new enough; undefined where there is none.
 * @param {string[]} [places] looked at in this order
 * @returns {Promise<string | undefined>}
 */
export async function findGo(places = [findOnPath('go') ?? '', ...usualPlaces]) {
  for (const place of places) {
    if (place === '' || !existsSync(place)) continue;
    const { code, output } = await run(place, ['version'], { env: goEnvironment() });
    if (code === 0 && isGoNewEnough(parseGoVersion(output))) return place;
  }
  return undefined;
}

export const missingGo =
  `Go ${oldestGo.join('.')} or newer is missing, and load runs need it to build their client.\n` +
  'What to do: install Go (https://go.dev/doc/install) so that `go` is on PATH or in /usr/local/go/bin, and run this again.';

/** No other toolchain is fetched behind our back, and the committed sums decide what is built. */
export function goEnvironment() {
  return { ...process.env, GOTOOLCHAIN: 'local', CGO_ENABLED: '0', GOFLAGS: '-mod=readonly' };
}

/** @param {string} name */
const isBuilt = (name) => /\.go$|^go\.(mod|sum)$|\.json$/.test(name) && !name.endsWith('_test.go');

/** @param {string} folder */
const sourcesOf = (folder) =>
  existsSync(folder) ? listFiles(folder).filter((file) => isBuilt(basename(file))) : [];

/**
 * A program of a Go module in this repository, and where its binary is kept: by the hash of the sources.
 * @param {{module: string, uses?: string[], command: string, name: string}} program folders of its module and of those in
 * this repository that it uses, and its package
 */
export function goProgram({ module, uses = [], command, name }) {
  const folder = join(repository, module);
  const files = [folder, ...uses.map((used) => join(repository, used))].flatMap(sourcesOf);
  const key = `${hashFiles(files, repository)}-${process.platform}-${process.arch}`;
  return { folder, command, binary: join(cacheRoot(), 'load', key, name) };
}

/** k6 with `k6/x/earshot`. */
export const k6Program = () => goProgram({ module: 'load/xk6-earshot', command: './cmd/k6', name: 'k6' });

/**
 * A program of a published Go module.
 * @param {{package: string, version: string, name: string}} program
 */
export const publishedProgram = ({ package: path, version, name }) => ({
  folder: repository,
  command: `${path}@${version}`,
  binary: join(cacheRoot(), 'load', `${name}-${version}-${process.platform}-${process.arch}`, name),
});

/** LiveKit's server, to compare with: the last version whose module can be installed as it is. */
export const livekitProgram = () =>
  publishedProgram({
    package: 'github.com/livekit/livekit-server/cmd/server',
    version: 'v1.13.5',
    name: 'livekit-server',
  });

/** OpenTelemetry's Collector with the parts that Earshot's configuration names: version 0.155.0, see its go.mod. */
export const collectorProgram = () =>
  goProgram({ module: 'test/truth/collector', command: '.', name: 'collector' });

/** What puts the same load on both. */
export const sfuLoadProgram = () =>
  goProgram({ module: 'load/livekit/go', uses: ['load/xk6-earshot'], command: '.', name: 'sfu-load' });

/**
 * @param {string} go
 * @param {{folder: string, command: string, built: string}} target
 */
async function build(go, { folder, command, built }) {
  const env = goEnvironment();
  if (!command.includes('@')) {
    return run(go, ['build', '-trimpath', '-o', built, command], { cwd: folder, env });
  }
  // `go install` names the binary itself.
  const bin = dirname(built);
  const result = await run(go, ['install', '-trimpath', command], {
    env: { ...env, GOFLAGS: '', GOBIN: bin },
  });
  const named = join(bin, basename(command.split('@')[0] ?? ''));
  if (result.code === 0) renameSync(named, built);
  return result;
}

/**
 * Builds a program unless it was built from these very sources.
 * @param {{folder: string, command: string, binary: string}} program
 * @returns {Promise<string>} path of the binary
 */
export async function provideGoProgram({ folder, command, binary }) {
  if (existsSync(binary)) return binary;
  const go = await findGo();
  if (go === undefined) throw new SetupError(missingGo);
  const target = dirname(binary);
  return withLock(`${target}.lock`, async () => {
    if (existsSync(binary)) return binary;
    mkdirSync(dirname(target), { recursive: true });
    const scratch = makeScratch(target);
    const built = join(scratch, 'built');
    try {
      const result = await build(go, { folder, command, built });
      if (result.code !== 0) {
        throw new SetupError(`${lastLines(result.output)}\n\n${command} in ${folder} could not be built.`);
      }
      mkdirSync(target, { recursive: true });
      renameSync(built, binary);
    } finally {
      rmSync(scratch, { recursive: true, force: true });
    }
    return binary;
  });
}
