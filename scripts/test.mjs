// `npm test [-- suite...] [-- file...]`: the suites one after the other, with their times; the reports stay in reports/.
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isCi } from './lib/cache.mjs';
import { runMain, say, secondsSince } from './lib/progress.mjs';
import { findOnPath } from './lib/run.mjs';
import { addTotals, explainFailure, suites, totalsLine } from './lib/suites.mjs';
import { reportsFolder, runSuite } from './lib/vitest.mjs';
import { findTool, tools } from './setup/debian.mjs';
import { findGo } from './setup/go.mjs';

/** @param {string} part */
async function isMissing(part) {
  if (part === 'go') return (await findGo()) === undefined;
  if (!Object.hasOwn(tools, part)) return findOnPath(part) === undefined;
  return (await findTool(/** @type {keyof typeof tools} */ (part))) === undefined;
}

/** @param {string[]} needs */
async function findMissing(needs) {
  const found = await Promise.all(needs.map(async (part) => ((await isMissing(part)) ? [part] : [])));
  return found.flat();
}

/**
 * @param {(typeof suites)[number]} suite
 * @param {string[]} files
 */
async function runOne({ name, needs }, files) {
  const startedMs = Date.now();
  say(`\n=== ${name}`);
  const missing = await findMissing(needs);
  if (missing.length > 0) {
    const totals = { passed: 0, failed: isCi ? 1 : 0, skipped: 1 };
    return { name, totals, hasCrashed: false, note: `not run, without ${missing.join(', ')}` };
  }
  const result = await runSuite(name, files);
  const { passed, failed, skipped } = result.totals;
  // A suite that lost its tests (a renamed folder, say) must not look like a good one.
  if (files.length === 0 && passed + failed + skipped === 0) result.totals.failed = 1;
  return { name, ...result, note: secondsSince(startedMs) };
}

await runMain(async () => {
  const names = suites.map((suite) => suite.name);
  const args = process.argv.slice(2);
  const wanted = args.filter((arg) => names.includes(arg));
  const files = args.filter((arg) => !names.includes(arg));
  rmSync(reportsFolder, { recursive: true, force: true });

  const results = [];
  for (const suite of suites) {
    if (wanted.length === 0 || wanted.includes(suite.name)) results.push(await runOne(suite, files));
  }
  const totals = addTotals(results.map((result) => result.totals));
  say('');
  for (const result of results) {
    say(`${result.name.padEnd(12)} ${totalsLine(result.totals).padEnd(40)} ${result.note}`);
  }
  const crashed = results.filter((result) => result.hasCrashed).map((result) => result.name);
  const reasons = explainFailure({ totals, crashed, isCi });
  writeFileSync(join(reportsFolder, 'totals.json'), `${JSON.stringify(totals)}\n`);
  if (reasons.length > 0) say(`FAILED: ${reasons.join('; ')}`);
  say(totalsLine(totals));
  process.exitCode = reasons.length > 0 ? 1 : 0;
});
