import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const client = path.resolve(import.meta.dirname, '../../client');
const typedoc = path.resolve(import.meta.dirname, '../../node_modules/typedoc/bin/typedoc');

test('every public symbol of the client library is documented', { timeout: 120_000 }, async () => {
  const flags = ['--emit', 'none', '--readme', 'none', '--logLevel', 'Warn', '--pretty', 'false'];
  const told = await promisify(execFile)(process.execPath, [typedoc, ...flags], { cwd: client }).catch(
    (failure: unknown) => failure,
  );
  expect(told).toEqual({ stdout: '', stderr: '' });
});
