import type { Database } from '../database/database.ts';
import type { JudgedTrack } from '../../telemetry/judged.ts';
import { addTrack, NO_SUMS, type TrackSums } from './track-sums.ts';

/** Streams whose sums are remembered between batches. */
const MAX_KNOWN = 50_000;

interface TrackEntry {
  readonly legId: number;
  readonly trackId: string;
  readonly direction: 'send' | 'receive';
  readonly source: string;
  readonly publisherId: string | null;
  intervals: number;
  sums: TrackSums;
  startedAt: number;
  endedAt: number;
}

/** The sums of streams: read once, remembered, and written at the end of each batch that changed them. */
export class TrackBook {
  readonly #database: Database;
  readonly #known = new Map<string, TrackEntry>();
  readonly #changed = new Set<TrackEntry>();

  constructor(database: Database) {
    this.#database = database;
  }

  async add(
    legId: number,
    track: JudgedTrack,
    { startAt, endAt, publisherId }: { startAt: number; endAt: number; publisherId: string | null },
  ): Promise<void> {
    const { trackId, direction, source } = track;
    const key = `${legId} ${trackId} ${direction}`;
    const entry =
      this.#known.get(key) ??
      (await this.#read({
        legId,
        trackId,
        direction,
        source,
        publisherId,
        startedAt: startAt,
        endedAt: endAt,
      }));
    if (!this.#known.has(key)) {
      if (this.#known.size >= MAX_KNOWN && this.#changed.size === 0) this.#known.clear();
      this.#known.set(key, entry);
    }
    entry.intervals += 1;
    entry.sums = addTrack(entry.sums, track);
    entry.startedAt = Math.min(entry.startedAt, startAt);
    entry.endedAt = Math.max(entry.endedAt, endAt);
    this.#changed.add(entry);
  }

  async write(): Promise<void> {
    for (const entry of this.#changed) {
      const { legId, trackId, direction, source, publisherId, intervals, sums, startedAt, endedAt } = entry;
      await this.#database.run(
        `INSERT INTO tracks (leg_id, track_id, direction, publisher_id, source, started_at, ended_at, intervals, sums)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
          ON CONFLICT (leg_id, track_id, direction) DO UPDATE SET
            publisher_id = excluded.publisher_id, intervals = excluded.intervals, sums = excluded.sums,
            started_at = COALESCE(tracks.started_at, excluded.started_at), ended_at = excluded.ended_at`,
        [legId, trackId, direction, publisherId, source, startedAt, endedAt, intervals, JSON.stringify(sums)],
      );
    }
    this.#changed.clear();
  }

  /** What is remembered may be wrong: a transaction failed, or rows were removed. */
  forget(): void {
    this.#known.clear();
    this.#changed.clear();
  }

  async #read(fresh: Omit<TrackEntry, 'intervals' | 'sums'>): Promise<TrackEntry> {
    const [row] = await this.#database.all(
      'SELECT intervals, sums, started_at, ended_at FROM tracks WHERE leg_id = ? AND track_id = ? AND direction = ?',
      [fresh.legId, fresh.trackId, fresh.direction],
    );
    if (row === undefined) return { ...fresh, intervals: 0, sums: NO_SUMS };
    // Written by `write` alone.
    const sums = { ...NO_SUMS, ...(JSON.parse(String(row['sums'])) as Partial<TrackSums>) };
    return {
      ...fresh,
      intervals: Number(row['intervals']),
      sums,
      startedAt: Number(row['started_at'] ?? fresh.startedAt),
      endedAt: Number(row['ended_at'] ?? fresh.endedAt),
    };
  }
}
