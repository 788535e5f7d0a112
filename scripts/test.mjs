// `npm test [-- suite...] [-- file...]`: the suites, with their times; the reports stay in reports/.
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
 * @param {{files: string[], quiet: boolean}} options quiet: all that it says is printed at its end, whole
 */
async function runOne({ name, needs }, { files, quiet }) {
  const startedMs = Date.now();
  say(quiet ? `... ${name}` : `\n=== ${name}`);
  const missing = await findMissing(needs);
  if (missing.length > 0) {
    const totals = { passed: 0, failed: isCi ? 1 : 0, skipped: 1 };
    return { name, totals, hasCrashed: false, note: `not run, without ${missing.join(', ')}` };
  }
  const result = await runSuite(name, { args: files, quiet });
  if (quiet) say(`\n=== ${name}\n${result.output}`);
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

  const chosen = suites.filter((suite) => wanted.length === 0 || wanted.includes(suite.name));
  /** @type {Awaited<ReturnType<typeof runOne>>[]} */
  const results = [];
  /** @param {typeof chosen} some @param {boolean} quiet */
  const runAll = async (some, quiet) => {
    for (const suite of some) results.push(await runOne(suite, { files, quiet }));
  };
  const lanes = [1, 2].map((lane) => chosen.filter((suite) => suite.lane === lane));
  const isBeside = lanes.every((lane) => lane.length > 0);
  await Promise.all(lanes.map((lane) => runAll(lane, isBeside)));
  await runAll(
    chosen.filter((suite) => suite.lane === undefined),
    false,
  );
  results.sort((a, b) => names.indexOf(a.name) - names.indexOf(b.name));
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
