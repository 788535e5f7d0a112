import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { DOCS_TABLES, partOf } from '../support/docs-tables.ts';

const read = (page: string) => readFileSync(path.join(import.meta.dirname, '../..', page), 'utf8');

describe('tables in the docs', () => {
  it.each(DOCS_TABLES)('$page shows the $name that the code has', ({ page, name, make }) => {
    expect(partOf(read(page), name).part).toBe(make());
  });
});
