import type { CollectedMetric } from './collector-api.ts';

/** One metric in the making: a column for each part, a row for each data point. */
interface Column {
  readonly raw: unknown[];
  readonly count: number[];
  readonly sum: (number | undefined)[];
  readonly min: (number | undefined)[];
  readonly max: (number | undefined)[];
  numeric: boolean;
}

/** Collects the measures of one thing over data points; a row without a value stays `undefined`, never zero. */
export class MetricTable {
  readonly #columns = new Map<string, Column>();

  /** Adds what one sample says, to data point `row` (counted from 0, never falling). */
  add(row: number, measures: Readonly<Record<string, unknown>>): void {
    for (const [name, value] of Object.entries(measures)) {
      if (typeof value === 'number' || typeof value === 'string') this.#addValue(row, name, value);
    }
  }

  /** All metrics over `rows` data points. `timestamp`: ms since the epoch. */
  finish(rows: number, timestamp: number): Readonly<Record<string, CollectedMetric<unknown>>> {
    const metrics: Record<string, CollectedMetric<unknown>> = {};
    for (const [name, column] of this.#columns) {
      extend(column, rows - 1);
      const { raw, numeric, count, sum, min, max } = column;
      metrics[name] = { raw, timestamp, ...(numeric ? { aggregation: { count, sum, min, max } } : {}) };
    }
    return metrics;
  }

  #addValue(row: number, name: string, value: number | string): void {
    const column = this.#columns.get(name) ?? {
      raw: [],
      count: [],
      sum: [],
      min: [],
      max: [],
      numeric: false,
    };
    this.#columns.set(name, column);
    extend(column, row);
    column.raw[row] = value;
    if (typeof value !== 'number') return;
    column.numeric = true;
    column.count[row] = (column.count[row] ?? 0) + 1;
    column.sum[row] = (column.sum[row] ?? 0) + value;
    column.min[row] = Math.min(column.min[row] ?? value, value);
    column.max[row] = Math.max(column.max[row] ?? value, value);
  }
}

/** Rows that nothing was said of are there too. */
function extend(column: Column, row: number): void {
  while (column.raw.length <= row) {
    column.raw.push(undefined);
    column.count.push(0);
    column.sum.push(undefined);
    column.min.push(undefined);
    column.max.push(undefined);
  }
}
