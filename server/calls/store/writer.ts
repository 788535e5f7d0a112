import type { Cell, Database } from '../database/database.ts';
import type { RowOf, StoreRow } from '../rows.ts';
import { BatchMarks, type BatchRef } from './batch-marks.ts';
import { LegIndex, type LegPlace } from './leg-index.ts';
import { Tallies } from './tallies.ts';
import { TrackBook } from './track-book.ts';
import { writeInterval } from './write-interval.ts';

/** What became of a batch. */
export interface WriteResult {
  readonly written: number;
  /** Rows that the database refused. */
  readonly failed: number;
  /** Rows about participants whose data was removed. */
  readonly removed: number;
  /** What the database said of the first that it refused. */
  readonly why?: string;
}

type Outcome = 'written' | 'removed';

/** Writes rows. One batch is one transaction. */
export class Writer {
  readonly index: LegIndex;
  readonly #database: Database;
  readonly #book: TrackBook;
  readonly #marks: BatchMarks;

  constructor(database: Database) {
    this.#database = database;
    this.index = new LegIndex(database);
    this.#book = new TrackBook(database);
    this.#marks = new BatchMarks(database);
  }

  /** Rejects when the database is away: the same batch may then come again. A row that it refuses does not stop the others. */
  async write(rows: readonly StoreRow[], batch: BatchRef): Promise<WriteResult> {
    try {
      const { written, removed } = await this.#writeUpTo(rows, batch, rows.length);
      return { written, failed: 0, removed };
    } catch (error) {
      this.forget();
      if (this.#database.isAway(error)) throw error;
    }
    return this.#writeOneByOne(rows, batch);
  }

  forget(): void {
    this.index.forget();
    this.#book.forget();
  }

  async #writeOneByOne(rows: readonly StoreRow[], batch: BatchRef): Promise<WriteResult> {
    const done = await this.#marks.read(batch);
    let [written, failed, removed] = [done, 0, 0];
    let why: string | undefined;
    for (let end = done + 1; end <= rows.length; end += 1) {
      try {
        const result = await this.#writeUpTo(rows, batch, end);
        written += 1 - result.removed;
        removed += result.removed;
      } catch (error) {
        this.forget();
        if (this.#database.isAway(error)) throw error;
        // It is left out for good, or the next one would try it again.
        await this.#marks.write(batch, end);
        failed += 1;
        why ??= error instanceof Error ? error.message : String(error);
      }
    }
    return { written, failed, removed, ...(why === undefined ? {} : { why }) };
  }

  /** Writes the batch's rows before `end` that are not there yet. What was there counts as written. */
  #writeUpTo(
    rows: readonly StoreRow[],
    batch: BatchRef,
    end: number,
  ): Promise<{ readonly written: number; readonly removed: number }> {
    return this.#database.transaction(async () => {
      const tallies = new Tallies();
      if (this.#database.isShared) await this.index.load();
      const done = await this.#marks.read(batch);
      let removed = 0;
      for (const row of rows.slice(done, end))
        if ((await this.#writeRow(row, tallies)) === 'removed') removed += 1;
      await tallies.write(this.#database);
      await this.#book.write();
      if (done < end) await this.#marks.write(batch, end);
      return { written: end - removed, removed };
    });
  }

  async #writeRow(row: StoreRow, tallies: Tallies): Promise<Outcome> {
    switch (row.type) {
      case 'call':
        return this.#writeCall(row);
      case 'callEnd':
        return this.#run('UPDATE calls SET ended_at = ?, last_at = ?, interrupted = 0 WHERE call_id = ?', [
          row.at,
          row.at,
          row.callId,
        ]);
      case 'seen':
        for (const callId of row.callIds)
          await this.#run('UPDATE calls SET last_at = ? WHERE call_id = ?', [row.at, callId]);
        return 'written';
      case 'interval':
        return this.#atLeg({ ...row.judged, at: row.judged.startAt }, (place) =>
          writeInterval(
            { database: this.#database, index: this.index, tallies, book: this.#book },
            place,
            row.judged,
          ),
        );
      case 'survey':
        return this.#writeSurvey(row);
      case 'issue':
        return this.#atLeg(row, (place) => this.#writeIssue(place, row));
      case 'leg':
        return this.#atLeg(row, (place) => this.#writeLeg(place, row));
      case 'legEnd':
        return this.#atLeg(row, (place) => this.#endLeg(place, row));
      case 'track':
        return this.#atLeg(row, (place) => this.#writeTrack(place, row));
      case 'trackEnd':
        return this.#atLeg(row, (place) =>
          this.#run(
            "UPDATE tracks SET ended_at = ? WHERE leg_id = ? AND track_id = ? AND direction = 'send'",
            [row.at, place.legId, row.trackId],
          ),
        );
      case 'event':
        return this.#atLeg(row, (place) =>
          this.#run(
            'INSERT INTO events (leg_id, at, name, track_id, detail, result, ms) VALUES (?, ?, ?, ?, ?, ?, ?)',
            [place.legId, row.at, row.name, row.trackId, row.detail, row.result, row.ms],
          ),
        );
    }
  }

  async #atLeg(
    row: { readonly callId: string; readonly participantId: string; readonly at: number },
    write: (place: LegPlace) => Promise<unknown>,
  ): Promise<Outcome> {
    const place = await this.index.placeLeg(row, row.at);
    if (place === undefined) return 'removed';
    await write(place);
    return 'written';
  }

  async #run(sql: string, params: readonly Cell[]): Promise<Outcome> {
    await this.#database.run(sql, params);
    return 'written';
  }

  async #writeCall({ callId, room, at }: RowOf<'call'>): Promise<Outcome> {
    const id = await this.index.placeCall(callId, at);
    return this.#run('UPDATE calls SET room = ?, started_at = ? WHERE id = ?', [room, at, id]);
  }

  async #writeLeg({ legId, callRow }: LegPlace, row: RowOf<'leg'>): Promise<void> {
    const { identity, role, hidden, formFactor, browser, browserVersion, os, library, tags, at } = row;
    await this.#run(
      `UPDATE legs SET identity = ?, role = ?, hidden = ?, form_factor = ?, browser = ?, browser_version = ?, os = ?,
        library = ?, tags = ?, started_at = ? WHERE id = ?`,
      [
        identity,
        role,
        hidden ? 1 : 0,
        formFactor,
        browser,
        browserVersion,
        os,
        library,
        JSON.stringify(tags),
        at,
        legId,
      ],
    );
    for (const tag of new Set(tags))
      await this.#run(
        'INSERT INTO tags (tag, leg_id, call_id) VALUES (?, ?, ?) ON CONFLICT (tag, leg_id) DO NOTHING',
        [tag, legId, callRow],
      );
  }

  /** With it ends what it had: tracks without a word, and issues that nobody cleared. */
  async #endLeg({ legId }: LegPlace, { at, reason }: RowOf<'legEnd'>): Promise<void> {
    await this.#run('UPDATE legs SET ended_at = ?, end_reason = ? WHERE id = ?', [at, reason, legId]);
    await this.#run('UPDATE issues SET cleared_at = ? WHERE leg_id = ? AND cleared_at IS NULL', [at, legId]);
  }

  async #writeTrack(
    { legId }: LegPlace,
    { trackId, source, participantId, at }: RowOf<'track'>,
  ): Promise<void> {
    await this.#run(
      `INSERT INTO tracks (leg_id, track_id, direction, publisher_id, source, started_at) VALUES (?, ?, 'send', ?, ?, ?)
        ON CONFLICT (leg_id, track_id, direction) DO UPDATE SET started_at = excluded.started_at`,
      [legId, trackId, participantId, source, at],
    );
  }

  /** An issue is one row from its raise to its clear, at its worst level. */
  async #writeIssue({ legId, callRow }: LegPlace, { code, level, at }: RowOf<'issue'>): Promise<void> {
    const [open] = await this.#database.all(
      'SELECT id, level FROM issues WHERE leg_id = ? AND code = ? AND cleared_at IS NULL',
      [legId, code],
    );
    const id = open?.['id'] ?? null;
    if (level === 'good') {
      if (id !== null) await this.#run('UPDATE issues SET cleared_at = ? WHERE id = ?', [at, id]);
      return;
    }
    if (id !== null) {
      if (level === 'bad') await this.#run("UPDATE issues SET level = 'bad' WHERE id = ?", [id]);
      return;
    }
    await this.#run('INSERT INTO issues (leg_id, call_id, code, level, raised_at) VALUES (?, ?, ?, ?, ?)', [
      legId,
      callRow,
      code,
      level,
      at,
    ]);
    await this.#run('UPDATE legs SET issues = issues + 1 WHERE id = ?', [legId]);
    await this.#run('UPDATE calls SET issues = issues + 1 WHERE id = ?', [callRow]);
  }

  #writeSurvey({ answer }: RowOf<'survey'>): Promise<Outcome> {
    const { ratings, issues, at } = answer;
    return this.#atLeg(answer, ({ legId }) =>
      this.#run(
        `INSERT INTO surveys (leg_id, at, overall, audio, video, screen_share, said) VALUES (?, ?, ?, ?, ?, ?, ?)
          ON CONFLICT (leg_id) DO NOTHING`,
        [
          legId,
          at,
          ratings.overall,
          ratings.audio,
          ratings.video,
          ratings.screenShare,
          JSON.stringify(issues),
        ],
      ),
    );
  }
}
