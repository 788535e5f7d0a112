import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { findWorker } from '../worker/paths.mjs';
import { nodePath, readJson, repository } from './cache.mjs';
import { run } from './run.mjs';
import { countReport } from './suites.mjs';

/** Where each suite leaves vitest's own JSON report. */
export const reportsFolder = join(repository, 'reports');

/**
 * Runs one suite (a vitest project) on the Node that npm installed.
 * @param {string} suite
 * @param {{args?: string[], quiet?: boolean}} [options] more arguments for vitest, such as file names; quiet: the output is
 *   given back and not printed
 */
export async function runSuite(suite, { args = [], quiet = false } = {}) {
  const report = join(reportsFolder, `${suite}.json`);
  mkdirSync(reportsFolder, { recursive: true });
  rmSync(report, { force: true });
  const node = nodePath();
  const worker = findWorker();
  const env = {
    ...process.env,
    PATH: [dirname(node), process.env.PATH].join(delimiter),
    ...(worker === undefined ? {} : { MEDIASOUP_WORKER_BIN: worker }),
  };
  const vitest = join(repository, 'node_modules', 'vitest', 'vitest.mjs');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const { code, output } = await run(node, [vitest, 'run', '--project', suite, ...reporters, ...args], {
    cwd: repository,
    env,
    inherit: !quiet,
  });
  const totals = existsSync(report) ? countReport(readJson(report)) : { passed: 0, failed: 1, skipped: 0 };
  // Vitest also fails for an unhandled rejection, which no test result shows.
  return { totals, output, hasCrashed: code !== 0 && totals.failed === 0 };
}
