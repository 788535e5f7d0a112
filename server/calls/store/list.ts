import type { CallListQuery } from '@earshot/shared/calls-api.ts';
import { CALL_PAGE } from '@earshot/shared/calls-limits.ts';
import type { Cell, Database, Row } from '../database/database.ts';
import { number } from './cells.ts';
import { CALL_COLUMNS, findWorst, summarizeCall, type CallOut } from './summaries.ts';

/** One page of a search. */
export interface CallListOut {
  readonly calls: CallOut[];
  readonly next: string | null;
}

interface Condition {
  readonly sql: string;
  readonly params: readonly Cell[];
}

/** Where a page ends: the value that the list is sorted by, and the call's number. */
interface Cursor {
  readonly value: number;
  readonly id: number;
}

/** Searches calls. A cursor that is none is answered like the first page's end: with `undefined`. */
export async function listCalls(
  database: Database,
  query: CallListQuery,
  now: number,
): Promise<CallListOut | undefined> {
  const column = query.sort === 'newest' ? 'started_at' : 'harm_ms';
  const limit = query.limit ?? CALL_PAGE.default;
  const conditions = [...conditionsOf(query)];
  if (query.cursor !== undefined) {
    const cursor = readCursor(query.cursor);
    if (cursor === undefined) return undefined;
    conditions.push({
      sql: `(c.${column} < ? OR (c.${column} = ? AND c.id < ?))`,
      params: [cursor.value, cursor.value, cursor.id],
    });
  }
  const where = conditions.length === 0 ? '' : `WHERE ${conditions.map(({ sql }) => sql).join(' AND ')}`;
  const rows = await database.all(
    `SELECT ${CALL_COLUMNS} FROM calls c ${where} ORDER BY c.${column} DESC, c.id DESC LIMIT ?`,
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
    next: rows.length > limit ? writeCursor(shown.at(-1), column) : null,
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

function writeCursor(row: Row | undefined, column: string): string | null {
  return row === undefined ? null : `${number(row, column)}.${number(row, 'id')}`;
}

function readCursor(cursor: string): Cursor | undefined {
  const match = /^(?<value>-?\d{1,15})\.(?<id>\d{1,15})$/u.exec(cursor);
  if (match === null) return undefined;
  return { value: Number(match.groups?.['value']), id: Number(match.groups?.['id']) };
}
