import type { CallDetail, LegDetail, LegSeries, SeriesQuery } from '@earshot/shared/calls-api.ts';
import { CALL_PAGE } from '@earshot/shared/calls-limits.ts';
import type { z } from 'zod';
import type { Database, Row } from '../database/database.ts';
import { json, number, numberOrNull, text, textOrNull } from './cells.ts';
import { CALL_COLUMNS, causeOf, findWorst, summarizeCall, summarizeLeg, type CallOut } from './summaries.ts';
import { NO_SUMS, summarizeTrack, type TrackSums } from './track-sums.ts';

type CallDetailOut = z.input<typeof CallDetail>;
type LegDetailOut = z.input<typeof LegDetail>;
type LegSeriesOut = z.input<typeof LegSeries>;
type IntervalOut = LegSeriesOut['intervals'][number];

interface LegRef {
  readonly callId: string;
  readonly participantId: string;
}

/** One call with its legs, worst first; `undefined` when it is not known. */
export async function readCall(
  database: Database,
  callId: string,
  now: number,
): Promise<CallDetailOut | undefined> {
  const found = await findCall(database, callId, now);
  if (found === undefined) return undefined;
  const { id, call } = found;
  const legs = await database.all(
    'SELECT * FROM legs WHERE call_id = ? ORDER BY harm_ms DESC, started_at, id LIMIT ?',
    [id, CALL_PAGE.legs],
  );
  const worst = await worstOfLegs(database, id);
  const causes = await database.all(
    `SELECT band, factor, blame, SUM(ms) AS ms, COUNT(*) AS legs FROM harm WHERE call_id = ? AND ms > 0
      GROUP BY band, factor, blame ORDER BY SUM(ms) DESC, band, factor, blame`,
    [id],
  );
  const issues = await database.all(
    `SELECT code, COUNT(*) AS raised, COUNT(DISTINCT leg_id) AS legs FROM issues WHERE call_id = ?
      GROUP BY code ORDER BY COUNT(*) DESC, code`,
    [id],
  );
  return {
    call,
    legs: legs.map((row) => summarizeLeg(row, { worst: worst.get(number(row, 'id')) ?? null, call })),
    causes: causes.map((row) => ({ ...causeOf(row), legs: number(row, 'legs') })),
    issues: issues.map((row) => ({
      code: codeOf(row),
      raised: number(row, 'raised'),
      legs: number(row, 'legs'),
    })),
  };
}

/** One leg with what is kept of it besides its intervals; `undefined` when it is not known. */
export async function readLeg(
  database: Database,
  ref: LegRef,
  now: number,
): Promise<LegDetailOut | undefined> {
  const found = await findLeg(database, ref, now);
  if (found === undefined) return undefined;
  const { legId, row, call } = found;
  const worst = (await findWorst(database, 'leg_id', [legId])).get(legId) ?? null;
  const [causes, tracks, issues, events, surveys] = [
    await database.all(
      'SELECT * FROM harm WHERE leg_id = ? AND ms > 0 ORDER BY ms DESC, band, factor, blame',
      [legId],
    ),
    await database.all(
      'SELECT * FROM tracks WHERE leg_id = ? ORDER BY direction DESC, started_at, track_id LIMIT ?',
      [legId, CALL_PAGE.details],
    ),
    await database.all('SELECT * FROM issues WHERE leg_id = ? ORDER BY raised_at, id LIMIT ?', [
      legId,
      CALL_PAGE.details,
    ]),
    await database.all('SELECT * FROM events WHERE leg_id = ? ORDER BY at, id LIMIT ?', [
      legId,
      CALL_PAGE.details,
    ]),
    await database.all('SELECT * FROM surveys WHERE leg_id = ?', [legId]),
  ];
  const [survey] = surveys;
  return {
    call,
    leg: summarizeLeg(row, { worst, call }),
    causes: causes.map(causeOf),
    tracks: tracks.map(describeTrack),
    issues: issues.map(describeIssue),
    events: events.map(describeEvent),
    survey: survey === undefined ? null : describeSurvey(survey),
  };
}

/** A page of a leg's intervals; `undefined` when the leg is not known. */
export async function readSeries(
  database: Database,
  { query, ...ref }: LegRef & { readonly query: SeriesQuery },
  now: number,
): Promise<LegSeriesOut | undefined> {
  const found = await findLeg(database, ref, now);
  if (found === undefined) return undefined;
  const { from = 0, to = Number.MAX_SAFE_INTEGER, after = '0.0' } = query;
  const [startAt = 0, key = 0] = after.split('.').map(Number);
  const rows = await database.all(
    `SELECT * FROM intervals WHERE leg_id = ? AND (start_at, number) > (?, ?) AND end_at >= ? AND start_at < ?
      ORDER BY start_at, number LIMIT ?`,
    [found.legId, startAt, key, from, to, CALL_PAGE.intervals + 1],
  );
  const shown = rows.slice(0, CALL_PAGE.intervals);
  const last = shown.at(-1);
  return {
    intervals: shown.map(describeInterval),
    next:
      rows.length > shown.length && last !== undefined
        ? `${number(last, 'start_at')}.${number(last, 'number')}`
        : null,
  };
}

async function findCall(
  database: Database,
  callId: string,
  now: number,
): Promise<{ id: number; call: CallOut } | undefined> {
  const [row] = await database.all(`SELECT ${CALL_COLUMNS} FROM calls c WHERE c.call_id = ?`, [callId]);
  if (row === undefined) return undefined;
  const id = number(row, 'id');
  const worst = (await findWorst(database, 'call_id', [id])).get(id) ?? null;
  return { id, call: summarizeCall(row, { worst, now }) };
}

async function findLeg(
  database: Database,
  { callId, participantId }: LegRef,
  now: number,
): Promise<{ legId: number; row: Row; call: CallOut } | undefined> {
  const found = await findCall(database, callId, now);
  if (found === undefined) return undefined;
  const [row] = await database.all('SELECT * FROM legs WHERE participant_id = ? AND call_id = ?', [
    participantId,
    found.id,
  ]);
  return row === undefined ? undefined : { legId: number(row, 'id'), row, call: found.call };
}

async function worstOfLegs(database: Database, callRow: number) {
  const rows = await database.all('SELECT * FROM harm WHERE call_id = ? AND ms > 0 ORDER BY ms', [callRow]);
  // The largest comes last.
  return new Map(rows.map((row) => [number(row, 'leg_id'), causeOf(row)]));
}

function codeOf(row: Row) {
  return text(row, 'code') as CallDetailOut['issues'][number]['code'];
}

/** A stream, from a row of `tracks`. */
export function describeTrack(row: Row): LegDetailOut['tracks'][number] {
  return {
    trackId: text(row, 'track_id'),
    publisherId: textOrNull(row, 'publisher_id'),
    direction: text(row, 'direction') === 'send' ? 'send' : 'receive',
    source: text(row, 'source') as LegDetailOut['tracks'][number]['source'],
    startedAt: numberOrNull(row, 'started_at'),
    endedAt: numberOrNull(row, 'ended_at'),
    intervals: number(row, 'intervals'),
    ...summarizeTrack({ ...NO_SUMS, ...json<Partial<TrackSums>>(row, 'sums') }),
  };
}

function describeIssue(row: Row): LegDetailOut['issues'][number] {
  return {
    code: codeOf(row),
    level: text(row, 'level') === 'bad' ? 'bad' : 'poor',
    raisedAt: number(row, 'raised_at'),
    clearedAt: numberOrNull(row, 'cleared_at'),
  };
}

function describeEvent(row: Row): LegDetailOut['events'][number] {
  return {
    at: number(row, 'at'),
    name: text(row, 'name') as LegDetailOut['events'][number]['name'],
    trackId: textOrNull(row, 'track_id'),
    detail: textOrNull(row, 'detail'),
    result: textOrNull(row, 'result'),
    ms: numberOrNull(row, 'ms'),
  };
}

/** What a person said, from a row of `surveys`. */
export function describeSurvey(row: Row): NonNullable<LegDetailOut['survey']> {
  const said = json<Record<'overall' | 'audio' | 'video' | 'screenShare', string[]>>(row, 'said');
  return {
    at: number(row, 'at'),
    overall: numberOrNull(row, 'overall'),
    audio: numberOrNull(row, 'audio'),
    video: numberOrNull(row, 'video'),
    screenShare: numberOrNull(row, 'screen_share'),
    overallIssues: said.overall,
    audioIssues: said.audio,
    videoIssues: said.video,
    screenShareIssues: said.screenShare,
  };
}

/** An interval, from a row of `intervals`. */
export function describeInterval(row: Row): IntervalOut {
  const quality = (prefix: '' | 'own_' | 'send_') => ({
    band: text(row, `${prefix}band`) as IntervalOut['reception']['band'],
    score: numberOrNull(row, `${prefix}score`),
    factor: text(row, `${prefix}factor`) as IntervalOut['reception']['factor'],
    blame: text(row, `${prefix}blame`) as IntervalOut['reception']['blame'],
  });
  return {
    number: Math.max(0, number(row, 'number')),
    revision: number(row, 'revision'),
    startAt: number(row, 'start_at'),
    endAt: number(row, 'end_at'),
    uncertaintyMs: numberOrNull(row, 'uncertainty_ms'),
    from: text(row, 'measured') as IntervalOut['from'],
    reception: quality(''),
    ownReception: textOrNull(row, 'own_band') === null ? null : quality('own_'),
    sending: quality('send_'),
    mosEstimate: numberOrNull(row, 'mos_estimate'),
    rttMs: { send: numberOrNull(row, 'rtt_send_ms'), receive: numberOrNull(row, 'rtt_receive_ms') },
    uplinkLoss: numberOrNull(row, 'uplink_loss'),
    downlinkLoss: numberOrNull(row, 'downlink_loss'),
    folded: json(row, 'folded'),
    tracks: json(row, 'tracks'),
  };
}
