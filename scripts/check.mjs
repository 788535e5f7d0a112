// `npm run check`: types, lint, format, dead code, documents. All run, whatever fails first.
import { existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { isCi, nodePath, repository } from './lib/cache.mjs';
import { runMain, say, secondsSince } from './lib/progress.mjs';
import { run } from './lib/run.mjs';

const workspaces = [
  '.',
  'shared',
  'client',
  'client/pages',
  'server',
  'test',
  'grafana',
  'bench',
  'load',
  'load/scenarios',
  'scripts',
];
const bin = (/** @type {string} */ path) => join(repository, 'node_modules', path);

// A cached answer of a type-aware rule may be stale: in CI each file is looked at again.
const lintCache = isCi
  ? []
  : ['--cache', '--cache-strategy', 'content', '--cache-location', bin('.cache/eslint')];

const checks = [
  ...workspaces
    .filter((name) => existsSync(join(repository, name, 'tsconfig.json')))
    .map((name) => ({
      name: `types: ${name}`,
      args: [bin('typescript/bin/tsc'), '-p', name, '--noEmit', '--pretty', 'false'],
    })),
  { name: 'lint', args: [bin('eslint/bin/eslint.js'), '.', '--max-warnings', '0', ...lintCache] },
  { name: 'format', args: [bin('prettier/bin/prettier.cjs'), '--check', '--log-level', 'warn', '.'] },
  { name: 'dead code', args: [bin('knip/bin/knip.js'), '--no-progress'] },
  {
    name: 'Go messages',
    args: ['--conditions=earshot-source', join(repository, 'load/protocol/generate.ts'), '--check'],
  },
  { name: 'documents', args: [bin('vitest/vitest.mjs'), 'run', '--project', 'docs', '--reporter=dot'] },
];

await runMain(async () => {
  const node = nodePath();
  const env = { ...process.env, PATH: [dirname(node), process.env.PATH].join(delimiter) };
  const failed = [];
  for (const { name, args } of checks) {
    const startedMs = Date.now();
    const { code, output } = await run(node, args, { cwd: repository, env });
    say(`${code === 0 ? 'ok    ' : 'FAILED'} ${name} (${secondsSince(startedMs)})`);
    if (code !== 0) {
      say(output);
      failed.push(name);
    }
  }
  if (failed.length > 0) {
    say(`FAILED: ${failed.join(', ')}`);
    process.exitCode = 1;
  }
});
