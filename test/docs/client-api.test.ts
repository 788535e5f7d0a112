import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const client = path.resolve(import.meta.dirname, '../../client');
const typedoc = path.resolve(import.meta.dirname, '../../node_modules/typedoc/bin/typedoc');

/** Rows of these tables are data that describe themselves. */
const TABLE_ROW = /(?:ERRORS|END_REASONS|ISSUES)\.__type\./u;

/** What TypeDoc finds wanting in the public symbols, those that come from the shared code among them. */
async function complaints(): Promise<readonly string[]> {
  const told = await promisify(execFile)(
    process.execPath,
    [
      typedoc,
      ...['--emit', 'none', '--readme', 'none', '--logLevel', 'Warn', '--pretty', 'false'],
      ...['--treatValidationWarningsAsErrors', 'false'],
      ...['--packagesRequiringDocumentation', '@earshot/client'],
      ...['--packagesRequiringDocumentation', '@earshot/shared'],
    ],
    { cwd: client, env: { ...process.env, NO_COLOR: '1' } },
  );
  return `${told.stdout}${told.stderr}`.split('\n').filter((line) => /^\[(?:warning|error)\]/u.test(line));
}

test('every public symbol of the client library is documented', { timeout: 120_000 }, async () => {
  const lines = await complaints();
  // The rows must be told of: else nobody looked.
  expect(lines.some((line) => TABLE_ROW.test(line))).toBe(true);
  expect(lines.filter((line) => !TABLE_ROW.test(line) && !line.includes('Found 0 errors'))).toEqual([]);
});
