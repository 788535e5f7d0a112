import type { Database } from '../database/database.ts';

/** Which batch of which process it is. */
export interface BatchRef {
  /** Made anew for each process. */
  readonly writer: string;
  /** Counts the process’s batches. */
  readonly number: number;
  /** ms since the epoch. */
  readonly at: number;
}

/**
 * How much of each process's last batch is in the database, written in the transaction of its rows. When a connection or the
 * thread is lost in the middle, nobody knows whether the transaction went through: the batch comes again, and what of it is there
 * is not written twice.
 */
export class BatchMarks {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Rows of this batch that are there. */
  async read({ writer, number }: BatchRef): Promise<number> {
    const [row] = await this.#database.all('SELECT done FROM writers WHERE writer = ? AND batch = ?', [
      writer,
      number,
    ]);
    return Number(row?.['done'] ?? 0);
  }

  async write({ writer, number, at }: BatchRef, done: number): Promise<void> {
    await this.#database.run(
      `INSERT INTO writers (writer, batch, done, at) VALUES (?, ?, ?, ?)
        ON CONFLICT (writer) DO UPDATE SET batch = excluded.batch, done = excluded.done, at = excluded.at`,
      [writer, number, done, at],
    );
  }
}
