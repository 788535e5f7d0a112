// Writes the tables of the docs that are made from code: `node test/support/write-docs-main.ts`.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DOCS_TABLES, partOf } from './docs-tables.ts';

for (const { page, name, make } of DOCS_TABLES) {
  const file = path.join(import.meta.dirname, '../..', page);
  writeFileSync(file, partOf(readFileSync(file, 'utf8'), name).replace(make()));
}
