import type { Row } from '../database/database.ts';

/** A whole or broken number; 0 where none stands. */
export function number(row: Row, column: string): number {
  return Number(row[column] ?? 0);
}

/** A number, or `null`. */
export function numberOrNull(row: Row, column: string): number | null {
  const value = row[column];
  return value === null || value === undefined ? null : Number(value);
}

/** Text, or `null`. */
export function textOrNull(row: Row, column: string): string | null {
  const value = row[column];
  return value === null || value === undefined ? null : String(value);
}

/** Text; empty where none stands. */
export function text(row: Row, column: string): string {
  return String(row[column] ?? '');
}

/** JSON that the writer wrote, as what it wrote. */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- the caller knows what was written
export function json<T>(row: Row, column: string): T {
  return JSON.parse(text(row, column)) as T;
}

/** So many placeholders. */
export function marks(count: number): string {
  return Array.from({ length: count }, () => '?').join(', ');
}
