import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { build, type Rolldown } from 'vite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const run = promisify(execFile);
const root = path.resolve(import.meta.dirname, '../..');
/** The whole library with everything it needs, minified and gzipped, bytes. */
const BUNDLE_BUDGET = 150 * 1024;
const minutes = (count: number) => count * 60_000;

/** Ten lines of somebody else's app. */
const APP = `import { EarshotClient, EarshotError, type Call, type Participant } from '@earshot/client';

const client = new EarshotClient({ url: 'https://calls.example', getToken: ({ room }) => \`token for \${room}\` });
const names = (people: readonly Participant[]): string[] => people.map(({ name }) => name);
export async function meet(room: string): Promise<string[]> {
  const call: Call = await client.join(room, { microphone: true, camera: { frameHeight: 360 } });
  call.on('stateChanged', (state) => state.name === 'ended' && state.reason.toUpperCase());
  await call.chat('hello').catch((error: unknown) => error instanceof EarshotError && error.category);
  return names(call.participants);
}
`;

let project: string;

/** Packs the package and installs it where nothing else is; npm's cache stands in for the registry where it can. */
beforeAll(async () => {
  project = await mkdtemp(path.join(tmpdir(), 'earshot-package-'));
  const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', project], {
    cwd: path.join(root, 'client'),
  });
  const tarball = /"filename":\s*"([^"]+)"/u.exec(stdout)?.[1];
  if (tarball === undefined) throw new Error(`npm pack said: ${stdout}`);
  await writeFile(path.join(project, 'package.json'), '{ "private": true, "type": "module" }');
  const flags = ['--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts'];
  await run('npm', ['install', ...flags, `./${tarball}`], { cwd: project });
}, minutes(5));

afterAll(async () => {
  await rm(project, { recursive: true, force: true });
});

/** Bundles one module as an app's bundler would, and answers its code. */
async function bundle(code: string): Promise<string> {
  const entry = path.join(project, 'entry.js');
  await writeFile(entry, code);
  const result = await build({
    root: project,
    configFile: false,
    logLevel: 'error',
    build: { write: false, target: 'es2022', lib: { entry, formats: ['es'] }, minify: true },
  });
  const [output] = result as Rolldown.RolldownOutput[];
  return output?.output[0].code ?? '';
}

describe('the published package', () => {
  test('holds only what was built, its page and its licence', async () => {
    const { stdout } = await run('npm', ['ls', '--all', '--json'], { cwd: project });
    const installed = JSON.stringify(JSON.parse(stdout));
    expect(installed).not.toContain('@earshot/shared');
    expect(installed).not.toContain('"zod"');
    const manifest = await readFile(path.join(project, 'node_modules/@earshot/client/package.json'), 'utf8');
    expect(JSON.parse(manifest)).toMatchObject({ name: '@earshot/client', license: 'Apache-2.0' });
  });

  test(
    'type-checks in an app with all strict flags, and names no types that are not there',
    async () => {
      await writeFile(path.join(project, 'app.ts'), APP);
      const options = { module: 'nodenext', target: 'es2022', strict: true, noEmit: true, types: [] };
      const compilerOptions = { ...options, lib: ['es2022', 'dom'], exactOptionalPropertyTypes: true };
      await writeFile(
        path.join(project, 'tsconfig.json'),
        JSON.stringify({ compilerOptions, files: ['app.ts'] }),
      );
      const tsc = path.join(root, 'node_modules/typescript/bin/tsc');
      const checked = run(process.execPath, [tsc, '-p', project]).catch((error: unknown) => error);
      expect(await checked).toEqual({ stdout: '', stderr: '' });
    },
    minutes(3),
  );

  test('can be imported, and a client made, where there is no browser', async () => {
    const code = `
      const { EarshotClient, ERRORS } = await import('@earshot/client');
      const client = new EarshotClient({ url: 'https://calls.example', getToken: () => 'token' });
      const report = await client.devices.refresh().then(() => client.devices.cameras.length);
      process.stdout.write([typeof client.join, Object.keys(ERRORS).length > 20, report].join(' '));
    `;
    await writeFile(path.join(project, 'server-side.js'), code);
    const { stdout } = await run(process.execPath, ['server-side.js'], { cwd: project });
    expect(stdout).toBe('function true 0');
  });

  test(
    'is bundled by Vite within its budget, without the schemas',
    async () => {
      const code = await bundle("export * from '@earshot/client';");
      const bytes = gzipSync(code).byteLength;
      expect(bytes).toBeGreaterThan(30_000);
      expect(bytes).toBeLessThan(BUNDLE_BUDGET);
      expect(code).not.toContain('ZodError');
    },
    minutes(2),
  );

  test(
    'leaves out of a bundle what is not used',
    async () => {
      const code = await bundle("export { END_REASONS } from '@earshot/client';");
      expect(code).toContain('hangup');
      expect(gzipSync(code).byteLength).toBeLessThan(2_000);
    },
    minutes(2),
  );
});
