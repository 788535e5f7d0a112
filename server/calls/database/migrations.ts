import type { Database } from './database.ts';

/**
 * The schema, one step for each version that was ever released; steps are only added. `{id}` is a number that the database
 * gives, `{withoutRowid}` keeps a table in the order of its key where the database can.
 */
export const MIGRATIONS: readonly string[] = [
  `CREATE TABLE calls (
    id {id}, call_id TEXT NOT NULL UNIQUE, room TEXT,
    started_at BIGINT NOT NULL, ended_at BIGINT, last_at BIGINT NOT NULL, interrupted SMALLINT NOT NULL DEFAULT 0,
    legs BIGINT NOT NULL DEFAULT 0, issues BIGINT NOT NULL DEFAULT 0,
    good_ms BIGINT NOT NULL DEFAULT 0, fair_ms BIGINT NOT NULL DEFAULT 0, poor_ms BIGINT NOT NULL DEFAULT 0,
    unknown_ms BIGINT NOT NULL DEFAULT 0, harm_ms BIGINT NOT NULL DEFAULT 0);
  CREATE INDEX calls_started ON calls (started_at, id);
  CREATE INDEX calls_harm ON calls (harm_ms, id);
  CREATE INDEX calls_room ON calls (room, started_at);
  CREATE INDEX calls_last ON calls (last_at);
  CREATE TABLE legs (
    id {id}, call_id BIGINT NOT NULL, participant_id TEXT NOT NULL UNIQUE, identity TEXT, role TEXT,
    hidden SMALLINT NOT NULL DEFAULT 0, form_factor TEXT, browser TEXT, browser_version BIGINT, os TEXT, library TEXT,
    tags TEXT NOT NULL DEFAULT '[]', started_at BIGINT NOT NULL, ended_at BIGINT, end_reason TEXT,
    issues BIGINT NOT NULL DEFAULT 0, lowest_score DOUBLE PRECISION,
    good_ms BIGINT NOT NULL DEFAULT 0, fair_ms BIGINT NOT NULL DEFAULT 0, poor_ms BIGINT NOT NULL DEFAULT 0,
    unknown_ms BIGINT NOT NULL DEFAULT 0, harm_ms BIGINT NOT NULL DEFAULT 0);
  CREATE INDEX legs_call ON legs (call_id, harm_ms);
  CREATE INDEX legs_identity ON legs (identity);
  CREATE TABLE tags (tag TEXT NOT NULL, leg_id BIGINT NOT NULL, call_id BIGINT NOT NULL, PRIMARY KEY (tag, leg_id)) {withoutRowid};
  CREATE TABLE harm (
    leg_id BIGINT NOT NULL, call_id BIGINT NOT NULL, band TEXT NOT NULL, factor TEXT NOT NULL, blame TEXT NOT NULL,
    ms BIGINT NOT NULL, PRIMARY KEY (leg_id, band, factor, blame)) {withoutRowid};
  CREATE INDEX harm_call ON harm (call_id);
  CREATE TABLE tracks (
    leg_id BIGINT NOT NULL, track_id TEXT NOT NULL, direction TEXT NOT NULL, publisher_id TEXT, source TEXT NOT NULL,
    started_at BIGINT, ended_at BIGINT, intervals BIGINT NOT NULL DEFAULT 0, sums TEXT NOT NULL DEFAULT '{}',
    PRIMARY KEY (leg_id, track_id, direction)) {withoutRowid};
  CREATE TABLE intervals (
    leg_id BIGINT NOT NULL, number BIGINT NOT NULL, revision BIGINT NOT NULL, start_at BIGINT NOT NULL,
    end_at BIGINT NOT NULL, uncertainty_ms DOUBLE PRECISION, measured TEXT NOT NULL,
    band TEXT NOT NULL, score DOUBLE PRECISION, factor TEXT NOT NULL, blame TEXT NOT NULL,
    send_band TEXT NOT NULL, send_score DOUBLE PRECISION, send_factor TEXT NOT NULL, send_blame TEXT NOT NULL,
    rtt_send_ms DOUBLE PRECISION, rtt_receive_ms DOUBLE PRECISION, uplink_loss DOUBLE PRECISION,
    downlink_loss DOUBLE PRECISION, folded TEXT NOT NULL, tracks TEXT NOT NULL,
    PRIMARY KEY (leg_id, number)) {withoutRowid};
  CREATE INDEX intervals_end ON intervals (end_at);
  CREATE TABLE events (
    id {id}, leg_id BIGINT NOT NULL, at BIGINT NOT NULL, name TEXT NOT NULL, track_id TEXT, detail TEXT, result TEXT,
    ms DOUBLE PRECISION);
  CREATE INDEX events_leg ON events (leg_id, at);
  CREATE INDEX events_at ON events (at);
  CREATE TABLE issues (
    id {id}, leg_id BIGINT NOT NULL, call_id BIGINT NOT NULL, code TEXT NOT NULL, level TEXT NOT NULL,
    raised_at BIGINT NOT NULL, cleared_at BIGINT);
  CREATE INDEX issues_leg ON issues (leg_id, code);
  CREATE INDEX issues_call ON issues (call_id, code)`,

  `CREATE TABLE surveys (
    leg_id BIGINT PRIMARY KEY, at BIGINT NOT NULL, overall BIGINT, audio BIGINT, video BIGINT, screen_share BIGINT,
    said TEXT NOT NULL);
  CREATE TABLE tombstones (participant_id TEXT PRIMARY KEY, at BIGINT NOT NULL) {withoutRowid}`,

  // Exports go by time and key, a page at a time.
  `DROP INDEX intervals_end;
  CREATE INDEX intervals_time ON intervals (end_at, leg_id, number);
  DROP INDEX events_at;
  CREATE INDEX events_time ON events (at, id);
  CREATE INDEX legs_time ON legs (started_at, id);
  CREATE INDEX issues_time ON issues (raised_at, id);
  CREATE INDEX surveys_time ON surveys (at, leg_id)`,

  `CREATE TABLE writers (
    writer TEXT PRIMARY KEY, batch BIGINT NOT NULL, done BIGINT NOT NULL, at BIGINT NOT NULL) {withoutRowid}`,

  // Null in what was written before.
  `ALTER TABLE intervals ADD COLUMN own_band TEXT;
  ALTER TABLE intervals ADD COLUMN own_score DOUBLE PRECISION;
  ALTER TABLE intervals ADD COLUMN own_factor TEXT;
  ALTER TABLE intervals ADD COLUMN own_blame TEXT;
  ALTER TABLE intervals ADD COLUMN mos_estimate DOUBLE PRECISION`,
];

/** The database was made by a newer server: no time will mend that. */
export class SchemaTooNew extends Error {}

/** Brings a database to the newest version, or to that one. Throws `SchemaTooNew`. */
export async function migrate(database: Database, target = MIGRATIONS.length): Promise<void> {
  await database.script('CREATE TABLE IF NOT EXISTS schema_version (version BIGINT NOT NULL)');
  await database.transaction(async () => {
    const [row] = await database.all('SELECT version FROM schema_version');
    const version = Number(row?.['version'] ?? 0);
    if (version > MIGRATIONS.length)
      throw new SchemaTooNew(
        `the store was written by a newer server: it has schema ${version}, this one knows ${MIGRATIONS.length}`,
      );
    for (const step of MIGRATIONS.slice(version, target)) await database.script(inWordsOf(database, step));
    if (row === undefined) await database.run('INSERT INTO schema_version (version) VALUES (?)', [target]);
    else if (version < target) await database.run('UPDATE schema_version SET version = ?', [target]);
  });
}

function inWordsOf({ words }: Database, step: string): string {
  return step.replaceAll('{id}', words.id).replaceAll('{withoutRowid}', words.withoutRowid);
}
