/** One measured line. */
export interface Row {
  readonly what: string;
  readonly value: string;
  readonly note: string;
}

/** Prints rows in aligned columns. */
export function printTable(title: string, rows: readonly Row[]): void {
  const width = (pick: (row: Row) => string) => Math.max(...rows.map((row) => pick(row).length));
  const [what, value] = [width((row) => row.what), width((row) => row.value)];
  process.stdout.write(`\n${title}\n`);
  for (const row of rows) {
    process.stdout.write(`  ${row.what.padEnd(what)}  ${row.value.padStart(value)}  ${row.note}\n`);
  }
}

/** The p-th percentile (0..100) by the nearest rank. */
export function percentile(values: readonly number[], p: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((p / 100) * sorted.length) - 1)] ?? NaN;
}

/** ms with as many digits as matter. */
export function ms(value: number): string {
  return `${value.toFixed(value < 10 ? 2 : 0)} ms`;
}

/** Median and 95th percentile, as a row. */
export function timings(what: string, values: readonly number[], note = ''): Row {
  return {
    what,
    value: `${ms(percentile(values, 50))} median`,
    note: `${ms(percentile(values, 95))} p95, ${String(values.length)} times${note === '' ? '' : `; ${note}`}`,
  };
}
