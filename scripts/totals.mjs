// The last line of a CI run, read from the report of the test run: `N passed, N failed, N skipped`.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readJson } from './lib/cache.mjs';
import { totalsLine } from './lib/suites.mjs';
import { reportsFolder } from './lib/vitest.mjs';

const report = join(reportsFolder, 'totals.json');
// No report means that the run did not get to its end.
const totals = existsSync(report) ? readJson(report) : { passed: 0, failed: 1, skipped: 0 };
process.stdout.write(`${totalsLine(totals)}\n`);
