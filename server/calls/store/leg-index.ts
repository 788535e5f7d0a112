import type { Database } from '../database/database.ts';

/** Where a leg stands in the database. */
export interface LegPlace {
  readonly legId: number;
  readonly callRow: number;
}

/** Legs and calls whose places are remembered. */
const MAX_KNOWN = 50_000;
/** How far clocks of servers that share a database may be apart, ms. */
const CLOCKS_MS = 600_000;

/**
 * Finds the numbers of calls and legs, and makes rows for those that are not there: the row that began them may have been
 * dropped. Participants whose data was removed have no place any more.
 */
export class LegIndex {
  readonly #database: Database;
  readonly #calls = new Map<string, number>();
  readonly #legs = new Map<string, LegPlace>();
  readonly #removed = new Set<string>();
  /** Time of the last removal that is known, ms since the epoch. */
  #loadedTo = 0;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Reads whose data was removed: of all time at first, then what other servers of the database removed since. */
  async load(): Promise<void> {
    const rows = await this.#database.all('SELECT participant_id, at FROM tombstones WHERE at >= ?', [
      this.#loadedTo - CLOCKS_MS,
    ]);
    for (const row of rows) this.#loadedTo = Math.max(this.#loadedTo, Number(row['at']));
    this.remove(rows.map((row) => String(row['participant_id'])));
  }

  isRemoved(participantId: string | undefined): boolean {
    return participantId !== undefined && this.#removed.has(participantId);
  }

  /** From now on nothing of them is taken. */
  remove(participantIds: readonly string[]): void {
    for (const participantId of participantIds) {
      this.#removed.add(participantId);
      this.#legs.delete(participantId);
    }
  }

  /** What is remembered may be wrong: a transaction failed, or rows were removed. */
  forget(): void {
    this.#calls.clear();
    this.#legs.clear();
  }

  async placeCall(callId: string, at: number): Promise<number> {
    const known = this.#calls.get(callId);
    if (known !== undefined) return known;
    await this.#database.run(
      'INSERT INTO calls (call_id, started_at, last_at) VALUES (?, ?, ?) ON CONFLICT (call_id) DO NOTHING',
      [callId, at, at],
    );
    const [row] = await this.#database.all('SELECT id FROM calls WHERE call_id = ?', [callId]);
    const id = Number(row?.['id']);
    remember(this.#calls, callId, id);
    return id;
  }

  /** `undefined` when the participant's data was removed. */
  async placeLeg(
    { callId, participantId }: { readonly callId: string; readonly participantId: string },
    at: number,
  ): Promise<LegPlace | undefined> {
    if (this.#removed.has(participantId)) return undefined;
    const known = this.#legs.get(participantId);
    if (known !== undefined) return known;
    const callRow = await this.placeCall(callId, at);
    const added = await this.#database.run(
      'INSERT INTO legs (call_id, participant_id, started_at) VALUES (?, ?, ?) ON CONFLICT (participant_id) DO NOTHING',
      [callRow, participantId, at],
    );
    if (added > 0) await this.#database.run('UPDATE calls SET legs = legs + 1 WHERE id = ?', [callRow]);
    const [row] = await this.#database.all('SELECT id FROM legs WHERE participant_id = ?', [participantId]);
    const place = { legId: Number(row?.['id']), callRow };
    remember(this.#legs, participantId, place);
    return place;
  }
}

function remember<V>(map: Map<string, V>, key: string, value: V): void {
  if (map.size >= MAX_KNOWN) map.clear();
  map.set(key, value);
}
