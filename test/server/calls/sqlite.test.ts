import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe } from 'vitest';
import { describeCallStore } from './contract/all.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'earshot-store-'));
let count = 0;
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('the call store in SQLite', () => {
  describeCallStore(() => {
    count += 1;
    return Promise.resolve(`sqlite:${path.join(folder, `${String(count)}.db`)}`);
  });
});
