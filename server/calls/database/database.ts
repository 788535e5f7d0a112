/** A value of a column. */
export type Cell = string | number | null;
/** A row of an answer, by column. */
export type Row = Readonly<Record<string, Cell>>;

/**
 * A database as the store uses it: one connection, one statement at a time. The SQL is what SQLite and Postgres both
 * understand, with `?` for parameters; where they differ, `migrations.ts` has a word for it.
 */
export interface Database {
  /** How `migrations.ts` writes what differs. */
  readonly words: Readonly<Record<'id' | 'withoutRowid', string>>;
  /** Other servers may write to it too. */
  readonly isShared: boolean;
  all(sql: string, params?: readonly Cell[]): Promise<readonly Row[]>;
  /** Answers how many rows were changed. */
  run(sql: string, params?: readonly Cell[]): Promise<number>;
  /** Several statements without parameters. */
  script(sql: string): Promise<void>;
  /** All or nothing. Not nested. */
  transaction<T>(work: () => Promise<T>): Promise<T>;
  /** What it takes on its disk, bytes. */
  size(): Promise<number>;
  /** Gives back what removed rows took, a part at a time. */
  reclaim(): Promise<void>;
  /** Whether the database itself could not be reached or used: the same may work later. */
  isAway(error: unknown): boolean;
  close(): Promise<void>;
}
