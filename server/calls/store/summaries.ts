import type { QualityBand } from '@earshot/shared';
import type { CallSummary, Cause, LegSummary } from '@earshot/shared/calls-api.ts';
import type { z } from 'zod';
import type { Database, Row } from '../database/database.ts';
import { json, marks, number, numberOrNull, text, textOrNull } from './cells.ts';

/** A call that nobody has said anything of for so long does not go on, ms: servers say so every 30 s. */
export const LIVE_MS = 120_000;

/** As they are written, without brands. */
export type CallOut = z.input<typeof CallSummary>;
/** @see CallOut */
export type LegOut = z.input<typeof LegSummary>;

/** Columns of a call, for `summarizeCall`. */
export const CALL_COLUMNS = `c.id, c.call_id, c.room, c.started_at, c.ended_at, c.last_at, c.interrupted, c.legs, c.issues,
  c.good_ms, c.fair_ms, c.poor_ms, c.unknown_ms, c.harm_ms`;

/** 1 of a call (`c`) that is on, as `summarizeCall` tells it. */
export function isLiveSql(now: number): string {
  const since = String(Math.floor(now - LIVE_MS));
  return `CASE WHEN c.ended_at IS NULL AND c.last_at > ${since} THEN 1 ELSE 0 END`;
}

/** A call as the API shows it. */
export function summarizeCall(row: Row, { worst, now }: { worst: Cause | null; now: number }): CallOut {
  const endedAt = numberOrNull(row, 'ended_at');
  const lastAt = number(row, 'last_at');
  const live = endedAt === null && lastAt > now - LIVE_MS;
  return {
    callId: text(row, 'call_id'),
    room: textOrNull(row, 'room') ?? 'unknown',
    startedAt: number(row, 'started_at'),
    endedAt: endedAt ?? (live ? null : lastAt),
    live,
    interrupted: number(row, 'interrupted') === 1 || (endedAt === null && !live),
    legs: number(row, 'legs'),
    seconds: secondsOf(row),
    harmSeconds: number(row, 'harm_ms') / 1_000,
    worst,
    issues: number(row, 'issues'),
  };
}

/** A leg as the API shows it. */
export function summarizeLeg(row: Row, { worst, call }: { worst: Cause | null; call: CallOut }): LegOut {
  const endedAt = numberOrNull(row, 'ended_at');
  const formFactor = textOrNull(row, 'form_factor');
  return {
    participantId: text(row, 'participant_id'),
    identity: textOrNull(row, 'identity'),
    role: textOrNull(row, 'role') as LegOut['role'],
    hidden: number(row, 'hidden') === 1,
    formFactor: formFactor === 'desktop' || formFactor === 'mobile' ? formFactor : null,
    browser: textOrNull(row, 'browser'),
    browserVersion: numberOrNull(row, 'browser_version'),
    os: textOrNull(row, 'os'),
    library: textOrNull(row, 'library'),
    tags: json<string[]>(row, 'tags'),
    startedAt: number(row, 'started_at'),
    endedAt: endedAt ?? call.endedAt,
    endReason: textOrNull(row, 'end_reason'),
    live: endedAt === null && call.live,
    seconds: secondsOf(row),
    harmSeconds: number(row, 'harm_ms') / 1_000,
    worst,
    lowestScore: numberOrNull(row, 'lowest_score'),
    issues: number(row, 'issues'),
  };
}

function secondsOf(row: Row): Record<QualityBand, number> {
  const seconds = (column: string) => Math.max(0, number(row, column) / 1_000);
  return {
    good: seconds('good_ms'),
    fair: seconds('fair_ms'),
    poor: seconds('poor_ms'),
    unknown: seconds('unknown_ms'),
  };
}

/** A cause of harm, from columns of `harm` with their sum as `ms`. */
export function causeOf(row: Row): Cause {
  return {
    band: text(row, 'band') as Cause['band'],
    factor: text(row, 'factor') as Cause['factor'],
    blame: text(row, 'blame') as Cause['blame'],
    seconds: number(row, 'ms') / 1_000,
  };
}

/** What harmed each of these calls or legs most. */
export async function findWorst(
  database: Database,
  column: 'call_id' | 'leg_id',
  ids: readonly number[],
): Promise<ReadonlyMap<number, Cause>> {
  const worst = new Map<number, Cause>();
  if (ids.length === 0) return worst;
  const rows = await database.all(
    `SELECT ${column} AS owner, band, factor, blame, SUM(ms) AS ms FROM harm WHERE ${column} IN (${marks(ids.length)})
      GROUP BY ${column}, band, factor, blame HAVING SUM(ms) > 0 ORDER BY SUM(ms) DESC, band, factor, blame`,
    ids,
  );
  for (const row of rows) {
    const owner = number(row, 'owner');
    if (!worst.has(owner)) worst.set(owner, causeOf(row));
  }
  return worst;
}
