import { mkdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { Cell, Database, Row } from './database.ts';

/** Statements kept ready. The store has fewer than this. */
const MAX_STATEMENTS = 200;
/** Pages given back in one go: some milliseconds. */
const RECLAIM_PAGES = 2_000;

/** SQLite's codes for what is not the statement's fault: busy, locked, I/O, full disk, cannot open, read only. */
const AWAY_CODES: ReadonlySet<number> = new Set([5, 6, 8, 10, 13, 14]);

/** Opens or makes a file. Blocks its thread while it works: only the store's own thread may call it. */
export function openSqlite(file: string): Database {
  if (file !== ':memory:') mkdirSync(path.dirname(path.resolve(file)), { recursive: true });
  const database = new DatabaseSync(file, { timeout: 5_000 });
  // Before the first table, or it has no effect.
  database.exec('PRAGMA auto_vacuum = INCREMENTAL');
  // With WAL and NORMAL a killed process loses nothing that was committed; a machine without power, the last commits.
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = OFF');
  database.exec('PRAGMA cache_size = -32000; PRAGMA journal_size_limit = 67108864');
  return new Sqlite(database, file);
}

class Sqlite implements Database {
  readonly words = { id: 'INTEGER PRIMARY KEY', withoutRowid: 'WITHOUT ROWID' };
  readonly isShared = false;
  readonly #database: DatabaseSync;
  readonly #file: string;
  readonly #statements = new Map<string, StatementSync>();

  constructor(database: DatabaseSync, file: string) {
    this.#database = database;
    this.#file = file;
  }

  all(sql: string, params: readonly Cell[] = []): Promise<readonly Row[]> {
    // Columns hold text and numbers only.
    return attempt(() => this.#prepare(sql).all(...params) as Row[]);
  }

  run(sql: string, params: readonly Cell[] = []): Promise<number> {
    return attempt(() => Number(this.#prepare(sql).run(...params).changes));
  }

  script(sql: string): Promise<void> {
    return attempt(() => {
      this.#database.exec(sql);
    });
  }

  async transaction<T>(work: () => Promise<T>): Promise<T> {
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      const result = await work();
      this.#database.exec('COMMIT');
      return result;
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      throw error;
    }
  }

  async size(): Promise<number> {
    const [pages] = await this.all(
      'SELECT page_count * page_size AS bytes FROM pragma_page_count(), pragma_page_size()',
    );
    const log =
      this.#file === ':memory:' ? undefined : statSync(`${this.#file}-wal`, { throwIfNoEntry: false });
    return Number(pages?.['bytes'] ?? 0) + (log?.size ?? 0);
  }

  reclaim(): Promise<void> {
    return this.script(`PRAGMA incremental_vacuum(${RECLAIM_PAGES})`);
  }

  isAway(error: unknown): boolean {
    if (!(error instanceof Error) || !('errcode' in error)) return false;
    // The lower byte is the kind.
    return typeof error.errcode === 'number' && AWAY_CODES.has(error.errcode & 0xff);
  }

  close(): Promise<void> {
    return attempt(() => {
      if (this.#database.isOpen) this.#database.close();
    });
  }

  #prepare(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    if (this.#statements.size >= MAX_STATEMENTS) this.#statements.clear();
    const statement = this.#database.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }
}

/** The answer of what blocks, as a promise. */
function attempt<T>(work: () => T): Promise<T> {
  try {
    return Promise.resolve(work());
  } catch (error) {
    return Promise.reject(error instanceof Error ? error : new Error(String(error)));
  }
}
