import type { CallReader } from './calls.ts';
import type { Cell } from './database/database.ts';
import type { ExportRequest } from './store/export.ts';
import { FAMILIES } from './store/families.ts';

/** An export as text, a page at a time: for NDJSON an object in each line, for CSV (RFC 4180) a first line of names. */
export async function* exportParts(
  reader: Pick<CallReader, 'export'>,
  request: Omit<ExportRequest, 'after'>,
  format: 'ndjson' | 'csv',
): AsyncGenerator<string> {
  const keys = Object.keys(FAMILIES[request.family].keys);
  if (format === 'csv') yield `${keys.join(',')}\r\n`;
  let after: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof reader.export>> = await reader.export({ ...request, after });
    const lines = page.rows.map((row) =>
      format === 'csv'
        ? `${keys.map((key) => quote(row[key] ?? null)).join(',')}\r\n`
        : `${JSON.stringify(row)}\n`,
    );
    if (lines.length > 0) yield lines.join('');
    after = page.next;
  } while (after !== null);
}

/** What a program for tables would take for a formula. */
const FORMULA = /^[=+\-@\t\r]/u;

/** `null` is an empty cell. Text that begins like a formula is kept from being one. */
function quote(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(cell);
  const safe = FORMULA.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/u.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
