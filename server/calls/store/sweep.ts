import type { Database } from '../database/database.ts';
import { marks, number } from './cells.ts';

/** How long and how much is kept. */
export interface Retention {
  /** Intervals and events, ms. */
  readonly detailMs: number;
  /** All else, ms. */
  readonly summaryMs: number;
  /** The store on its disk, bytes; above it the oldest intervals go first. */
  readonly maxBytes: number;
}

/** What a sweep did. */
export interface Swept {
  readonly bytes: number;
  /** Intervals removed because they were old. */
  readonly expired: number;
  /** Intervals removed before their time, because the store was too large. */
  readonly evicted: number;
  /** There is more to do: sweep again soon. */
  readonly more: boolean;
}

/** Rows removed by one sweep at most, so that writes and questions wait for it no longer than some 10 ms. */
const SWEEP_ROWS = 5_000;
/** Calls removed by one sweep at most: each has many legs. */
const SWEEP_CALLS = 50;
/** A call that nobody has said anything of for so long has ended with its server, ms. */
const GONE_MS = 600_000;

/** Removes what is too old or too much, a part at a time. */
export async function sweep(database: Database, retention: Retention, now: number): Promise<Swept> {
  await closeGone(database, now - GONE_MS);
  const expired = await removeIntervals(database, now - retention.detailMs);
  const events = await database.run(
    'DELETE FROM events WHERE id IN (SELECT id FROM events WHERE at < ? ORDER BY at LIMIT ?)',
    [now - retention.detailMs, SWEEP_ROWS],
  );
  const calls = await removeCalls(database, now - retention.summaryMs);
  for (const table of ['tombstones', 'writers'])
    await database.run(`DELETE FROM ${table} WHERE at < ?`, [now - retention.summaryMs]);
  await database.reclaim();
  const evicted =
    (await database.size()) > retention.maxBytes
      ? await removeIntervals(database, Number.MAX_SAFE_INTEGER)
      : 0;
  if (evicted > 0) await database.reclaim();
  return {
    bytes: await database.size(),
    expired,
    evicted,
    more: [expired, events, evicted].includes(SWEEP_ROWS) || calls === SWEEP_CALLS,
  };
}

/** Calls whose server went away ended when it was last heard of; `before` is ms since the epoch. */
export async function closeGone(database: Database, before: number): Promise<void> {
  await database.run(
    'UPDATE legs SET ended_at = (SELECT last_at FROM calls WHERE calls.id = legs.call_id) WHERE ended_at IS NULL AND call_id IN (SELECT id FROM calls WHERE ended_at IS NULL AND last_at < ?)',
    [before],
  );
  await database.run(
    'UPDATE calls SET ended_at = last_at, interrupted = 1 WHERE ended_at IS NULL AND last_at < ?',
    [before],
  );
}

/** The oldest first. */
async function removeIntervals(database: Database, before: number): Promise<number> {
  const rows = await database.all(
    'SELECT leg_id, number FROM intervals WHERE end_at < ? ORDER BY end_at LIMIT ?',
    [before, SWEEP_ROWS],
  );
  if (rows.length === 0) return 0;
  return database.transaction(async () => {
    for (const row of rows)
      await database.run('DELETE FROM intervals WHERE leg_id = ? AND number = ?', [
        number(row, 'leg_id'),
        number(row, 'number'),
      ]);
    return rows.length;
  });
}

async function removeCalls(database: Database, before: number): Promise<number> {
  const calls = await database.all('SELECT id FROM calls WHERE last_at < ? ORDER BY last_at LIMIT ?', [
    before,
    SWEEP_CALLS,
  ]);
  if (calls.length === 0) return 0;
  const ids = calls.map((row) => number(row, 'id'));
  const legs = `SELECT id FROM legs WHERE call_id IN (${marks(ids.length)})`;
  return database.transaction(async () => {
    for (const table of ['intervals', 'events', 'tracks', 'surveys'])
      await database.run(`DELETE FROM ${table} WHERE leg_id IN (${legs})`, ids);
    for (const table of ['harm', 'tags', 'issues', 'legs'])
      await database.run(`DELETE FROM ${table} WHERE call_id IN (${marks(ids.length)})`, ids);
    await database.run(`DELETE FROM calls WHERE id IN (${marks(ids.length)})`, ids);
    return ids.length;
  });
}
