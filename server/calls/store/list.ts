import type { CALL_SORTS, CallListQuery } from '@earshot/shared/calls-api.ts';
import { CALL_PAGE } from '@earshot/shared/calls-limits.ts';
import type { Cell, Database, Row } from '../database/database.ts';
import { number } from './cells.ts';
import { CALL_COLUMNS, findWorst, isLiveSql, summarizeCall, type CallOut } from './summaries.ts';

/** One page of a search. */
export interface CallListOut {
  readonly calls: CallOut[];
  readonly next: string | null;
}

type CallSort = (typeof CALL_SORTS)[number];

interface Condition {
  readonly sql: string;
  readonly params: readonly Cell[];
}

/** Where a page ends: what the list is sorted by, the call's number last. */
type Cursor = readonly number[];

/** What each list is sorted by, the largest first. Calls that are on come before those that are over: of them somebody can still be helped. */
function orderOf(sort: CallSort, now: number): readonly string[] {
  return sort === 'newest' ? ['c.started_at', 'c.id'] : [isLiveSql(now), 'c.harm_ms', 'c.id'];
}

/** Searches calls. A cursor that is none is answered like the first page's end: with `undefined`. */
export async function listCalls(
  database: Database,
  query: CallListQuery,
  now: number,
): Promise<CallListOut | undefined> {
  const order = orderOf(query.sort ?? 'worst', now);
  const limit = query.limit ?? CALL_PAGE.default;
  const conditions = [...conditionsOf(query)];
  if (query.cursor !== undefined) {
    const cursor = readCursor(query.cursor, order.length);
    if (cursor === undefined) return undefined;
    conditions.push({ sql: `(${order.join(', ')}) < (${order.map(() => '?').join(', ')})`, params: cursor });
  }
  const where = conditions.length === 0 ? '' : `WHERE ${conditions.map(({ sql }) => sql).join(' AND ')}`;
  const rows = await database.all(
    `SELECT ${CALL_COLUMNS}, ${order.map((by, place) => `${by} AS order_${String(place)}`).join(', ')} FROM calls c ${where}
     ORDER BY ${order.map((by) => `${by} DESC`).join(', ')} LIMIT ?`,
    [...conditions.flatMap(({ params }) => params), limit + 1],
  );
  const shown = rows.slice(0, limit);
  const worst = await findWorst(
    database,
    'call_id',
    shown.map((row) => number(row, 'id')),
  );
  return {
    calls: shown.map((row) => summarizeCall(row, { worst: worst.get(number(row, 'id')) ?? null, now })),
    next: rows.length > limit ? writeCursor(shown.at(-1), order.length) : null,
  };
}

function* conditionsOf(query: CallListQuery): Iterable<Condition> {
  const { from, to, room, participant, issue, band, tag } = query;
  if (from !== undefined) yield { sql: 'COALESCE(c.ended_at, c.last_at) >= ?', params: [from] };
  if (to !== undefined) yield { sql: 'c.started_at < ?', params: [to] };
  if (room !== undefined) yield { sql: 'c.room = ?', params: [room] };
  if (participant !== undefined)
    yield {
      sql: 'c.id IN (SELECT call_id FROM legs WHERE participant_id = ? OR identity = ?)',
      params: [participant, participant],
    };
  if (issue !== undefined)
    yield { sql: 'EXISTS (SELECT 1 FROM issues i WHERE i.call_id = c.id AND i.code = ?)', params: [issue] };
  if (tag !== undefined) yield { sql: 'c.id IN (SELECT call_id FROM tags WHERE tag = ?)', params: [tag] };
  if (band === 'good' || band === 'unknown') yield { sql: `c.${band}_ms > 0`, params: [] };
  yield* harmConditionOf(query);
}

/** Band, cause and blame are of the same seconds. */
function* harmConditionOf({ band, factor, blame }: CallListQuery): Iterable<Condition> {
  const wanted = Object.entries({
    band: band === 'good' || band === 'unknown' ? undefined : band,
    factor,
    blame,
  }).flatMap(([column, value]) => (value === undefined ? [] : [{ column, value }]));
  if (wanted.length === 0) return;
  const sql = wanted.map(({ column }) => ` AND h.${column} = ?`).join('');
  yield {
    sql: `EXISTS (SELECT 1 FROM harm h WHERE h.call_id = c.id AND h.ms > 0${sql})`,
    params: wanted.map(({ value }) => value),
  };
}

function writeCursor(row: Row | undefined, length: number): string | null {
  if (row === undefined) return null;
  return Array.from({ length }, (_, place) => String(number(row, `order_${String(place)}`))).join('.');
}

function readCursor(cursor: string, length: number): Cursor | undefined {
  const parts = cursor.split('.');
  if (parts.length !== length || !parts.every((part) => /^-?\d{1,15}$/u.test(part))) return undefined;
  return parts.map(Number);
}
