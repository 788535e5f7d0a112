import { END_REASONS } from '@earshot/shared/end-reasons.ts';
import { TRACK_COLUMNS } from '@earshot/shared/report-vector.ts';
import { kindOf } from '@earshot/shared/sources.ts';
import type { Cell, Database, Row } from '../database/database.ts';
import { json, number, numberOrNull, text, textOrNull } from './cells.ts';
import { describeInterval, describeSurvey, describeTrack } from './detail.ts';
import { FAMILIES, type FamilyName } from './families.ts';
import { causeOf } from './summaries.ts';

/** Which rows. Times are ms since the epoch: `from` included, `to` not. */
export interface ExportRequest {
  readonly family: FamilyName;
  readonly from: number;
  readonly to: number;
  readonly callId: string | null;
  /** `next` of the page before; `null` for the first. */
  readonly after: string | null;
}

/** A part of an export: every row has every key of its family. */
export interface ExportPage {
  readonly rows: readonly Readonly<Record<string, Cell>>[];
  readonly next: string | null;
}

/** Rows of the database in one page: few enough for writes to wait some 10 ms. */
const PAGE_ROWS = 200;

interface Source {
  /** What is selected, up to the conditions. */
  readonly sql: string;
  /** The column that `from` and `to` are about. */
  readonly at: string;
  /** What tells rows apart, with an index behind it. Pages go by it within one call, and by `at` and it over all calls. */
  readonly key: readonly string[];
  readonly describe: (row: Row) => readonly Readonly<Record<string, Cell>>[];
}

const OF_CALL = 'l.call_id = (SELECT id FROM calls WHERE call_id = ?)';
const LEG = 'JOIN legs l ON l.id = x.leg_id JOIN calls c ON c.id = l.call_id';

const SOURCES: Readonly<Record<Exclude<FamilyName, 'reliability'>, Source>> = {
  summary: {
    sql: `l.*, l.id AS leg_id, c.call_id, c.room, c.started_at AS call_started_at, c.ended_at AS call_ended_at,
      h.band, h.factor, h.blame, h.ms FROM legs l JOIN calls c ON c.id = l.call_id
      LEFT JOIN harm h ON h.leg_id = l.id AND NOT EXISTS (
        SELECT 1 FROM harm o WHERE o.leg_id = l.id AND (o.ms > h.ms OR (o.ms = h.ms
          AND (o.band < h.band OR (o.band = h.band AND (o.factor < h.factor
            OR (o.factor = h.factor AND o.blame < h.blame)))))))`,
    at: 'l.started_at',
    key: ['l.id'],
    describe: (row) => [summaryOf(row)],
  },
  streams: {
    sql: `x.*, c.call_id, l.participant_id FROM tracks x ${LEG}`,
    at: 'l.started_at',
    key: ['x.leg_id', 'x.track_id', 'x.direction'],
    describe: (row) => [streamOf(row)],
  },
  operations: {
    sql: `x.*, c.call_id, l.participant_id, l.library, l.browser, l.browser_version FROM events x ${LEG}`,
    at: 'x.at',
    key: ['x.id'],
    describe: operationsOf,
  },
  timeseries: {
    sql: `x.*, c.call_id, l.participant_id FROM intervals x ${LEG}`,
    at: 'x.end_at',
    key: ['x.leg_id', 'x.number'],
    describe: metricsOf,
  },
  issues: {
    sql: `x.*, c.call_id, l.participant_id FROM issues x ${LEG}`,
    at: 'x.raised_at',
    key: ['x.id'],
    describe: (row) => [issueOf(row)],
  },
  surveys: {
    sql: `x.*, c.call_id, l.participant_id FROM surveys x ${LEG}`,
    at: 'x.at',
    key: ['x.leg_id'],
    describe: (row) => [surveyOf(row)],
  },
};

/** One page of an export. */
export async function exportPage(database: Database, request: ExportRequest): Promise<ExportPage> {
  if (request.family === 'reliability') return { rows: await reliability(database, request), next: null };
  const { at, key, sql, describe } = SOURCES[request.family];
  const cursor = request.callId === null ? [at, ...key] : key;
  const params: Cell[] = [request.from, request.to];
  const conditions = [`${at} >= ?`, `${at} < ?`];
  if (request.callId !== null) {
    // The plus keeps the database from walking through all calls by time to find one.
    conditions.splice(0, 2, `+${at} >= ?`, `+${at} < ?`, OF_CALL);
    params.push(request.callId);
  }
  if (request.after !== null) {
    const after = JSON.parse(request.after) as Cell[];
    conditions.push(`(${cursor.join(', ')}) > (${cursor.map(() => '?').join(', ')})`);
    params.push(...after);
    // A database may take either for the beginning of its search: both are the same.
    if (request.callId === null) params[0] = after[0] ?? null;
  }
  const rows = await database.all(
    `SELECT ${at} AS page_at, ${sql} WHERE ${conditions.join(' AND ')} ORDER BY ${cursor.join(', ')} LIMIT ?`,
    [...params, PAGE_ROWS],
  );
  const last = rows.at(-1);
  const valueOf = (column: string) =>
    last?.[column === at ? 'page_at' : column.slice(column.indexOf('.') + 1)] ?? null;
  return {
    rows: rows.flatMap(describe).map((row) => inOrder(request.family, row)),
    next: rows.length < PAGE_ROWS ? null : JSON.stringify(cursor.map(valueOf)),
  };
}

/** Every key of the family, in its order. */
function inOrder(family: FamilyName, row: Readonly<Record<string, Cell>>): Record<string, Cell> {
  return Object.fromEntries(Object.keys(FAMILIES[family].keys).map((key) => [key, row[key] ?? null]));
}

function ofLeg(row: Row): Record<string, Cell> {
  return { callId: text(row, 'call_id'), participantId: text(row, 'participant_id') };
}

function time(row: Row, column: string): string | null {
  const at = numberOrNull(row, column);
  return at === null ? null : new Date(at).toISOString();
}

function between(row: Row, from: string, to: string): number | null {
  const end = numberOrNull(row, to);
  return end === null ? null : end - number(row, from);
}

function summaryOf(row: Row): Record<string, Cell> {
  const worst = row['factor'] === null ? null : causeOf(row);
  return {
    ...ofLeg(row),
    time: time(row, 'started_at'),
    room: textOrNull(row, 'room'),
    callStartedAt: time(row, 'call_started_at'),
    callDurationMs: between(row, 'call_started_at', 'call_ended_at'),
    callType: 'Group',
    identity: textOrNull(row, 'identity'),
    role: textOrNull(row, 'role'),
    legDurationMs: between(row, 'started_at', 'ended_at'),
    endReason: textOrNull(row, 'end_reason'),
    result: resultOf(row),
    formFactor: textOrNull(row, 'form_factor'),
    library: textOrNull(row, 'library'),
    browser: textOrNull(row, 'browser'),
    browserVersion: numberOrNull(row, 'browser_version'),
    os: textOrNull(row, 'os'),
    tags: json<string[]>(row, 'tags').join(','),
    goodSeconds: number(row, 'good_ms') / 1_000,
    fairSeconds: number(row, 'fair_ms') / 1_000,
    poorSeconds: number(row, 'poor_ms') / 1_000,
    unknownSeconds: number(row, 'unknown_ms') / 1_000,
    lowestScore: numberOrNull(row, 'lowest_score'),
    worstFactor: worst?.factor ?? null,
    worstBlame: worst?.blame ?? null,
    issues: number(row, 'issues'),
  };
}

/** A leg without a reason ended with its server. */
function resultOf(row: Row): string | null {
  const reason = textOrNull(row, 'end_reason');
  if (reason === null) return row['ended_at'] === null ? null : 'failed';
  const isKnown = Object.hasOwn(END_REASONS, reason);
  return isKnown && !reason.startsWith('failed.') && reason !== 'connection_lost' ? 'ok' : 'failed';
}

function streamOf(row: Row): Record<string, Cell> {
  const { startedAt: _startedAt, endedAt: _endedAt, ...track } = describeTrack(row);
  return {
    ...ofLeg(row),
    ...track,
    time: time(row, 'started_at'),
    endedAt: time(row, 'ended_at'),
    kind: kindOf(track.source),
  };
}

function operationsOf(row: Row): readonly Record<string, Cell>[] {
  const name = text(row, 'name');
  if (name !== 'operation' && name !== 'milestone') return [];
  const detail = text(row, 'detail');
  return [
    {
      ...ofLeg(row),
      time: time(row, 'at'),
      operation: name === 'milestone' ? `join.${detail}` : detail,
      durationMs: numberOrNull(row, 'ms'),
      result: textOrNull(row, 'result') ?? 'ok',
      library: textOrNull(row, 'library'),
      browser: textOrNull(row, 'browser'),
      browserVersion: numberOrNull(row, 'browser_version'),
    },
  ];
}

function metricsOf(row: Row): readonly Record<string, Cell>[] {
  const interval = describeInterval(row);
  const common = {
    ...ofLeg(row),
    time: time(row, 'end_at'),
    intervalMs: interval.endAt - interval.startAt,
    number: interval.number,
    revision: interval.revision,
  };
  const own: Readonly<Record<string, number | null>> = {
    receptionScore: interval.reception.score,
    ownReceptionScore: interval.ownReception?.score ?? null,
    sendingScore: interval.sending.score,
    mosEstimate: interval.mosEstimate,
    rttSendMs: interval.rttMs.send,
    rttReceiveMs: interval.rttMs.receive,
    uplinkLoss: interval.uplinkLoss,
    downlinkLoss: interval.downlinkLoss,
  };
  const streams = [
    ...interval.folded.map((group) => ({ ...group, trackId: null, publisherId: null })),
    ...interval.tracks.map((track) => ({ ...track, tracks: 1 })),
  ];
  return [
    ...Object.entries(own).map(([metric, value]) => ({ ...common, metric, value, aggregation: 'mean' })),
    ...streams.flatMap(({ trackId, publisherId, direction, source, tracks, values }) =>
      Object.entries(values).map(([metric, value]) => ({
        ...common,
        trackId,
        publisherId,
        direction,
        source,
        streams: tracks,
        metric,
        value,
        aggregation: (TRACK_COLUMNS as Readonly<Record<string, { readonly by: string }>>)[metric]?.by ?? null,
      })),
    ),
  ];
}

function issueOf(row: Row): Record<string, Cell> {
  return {
    ...ofLeg(row),
    time: time(row, 'raised_at'),
    code: text(row, 'code'),
    level: text(row, 'level'),
    clearedAt: time(row, 'cleared_at'),
    durationMs: between(row, 'raised_at', 'cleared_at'),
  };
}

function surveyOf(row: Row): Record<string, Cell> {
  const {
    at: _at,
    overallIssues,
    audioIssues,
    videoIssues,
    screenShareIssues,
    ...ratings
  } = describeSurvey(row);
  return {
    ...ofLeg(row),
    ...ratings,
    time: time(row, 'at'),
    overallIssues: overallIssues.join(','),
    audioIssues: audioIssues.join(','),
    videoIssues: videoIssues.join(','),
    screenShareIssues: screenShareIssues.join(','),
  };
}

const DAY_MS = 86_400_000;

async function reliability(database: Database, request: ExportRequest): Promise<ExportPage['rows']> {
  const ofCall = request.callId === null ? '' : ' AND c.call_id = ?';
  const rows = await database.all(
    `SELECT x.at / ${DAY_MS} AS day, x.name, x.detail, COALESCE(x.result, 'ok') AS result, COUNT(*) AS count,
      COUNT(DISTINCT x.leg_id) AS legs, AVG(x.ms) AS mean_ms, MAX(x.ms) AS max_ms FROM events x ${LEG}
      WHERE x.name IN ('operation', 'milestone') AND x.at >= ? AND x.at < ?${ofCall}
      GROUP BY x.at / ${DAY_MS}, x.name, x.detail, COALESCE(x.result, 'ok')
      ORDER BY 1, 2, 3, 4`,
    [request.from, request.to, ...(request.callId === null ? [] : [request.callId])],
  );
  return rows.map((row) =>
    inOrder('reliability', {
      day: new Date(number(row, 'day') * DAY_MS).toISOString().slice(0, 10),
      operation: text(row, 'name') === 'milestone' ? `join.${text(row, 'detail')}` : text(row, 'detail'),
      result: text(row, 'result'),
      count: number(row, 'count'),
      legs: number(row, 'legs'),
      durationMsAvg: numberOrNull(row, 'mean_ms'),
      durationMsMax: numberOrNull(row, 'max_ms'),
    }),
  );
}
