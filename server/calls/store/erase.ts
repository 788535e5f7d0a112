import type { RemovedData } from '@earshot/shared/calls-api.ts';
import type { Database } from '../database/database.ts';
import { marks, number, text } from './cells.ts';

/** What was removed, and of which legs. */
export interface Erased {
  readonly removed: RemovedData;
  readonly participantIds: readonly string[];
}

/** Tables with a row of their own for each leg, by what the answer calls them. */
const TABLES = {
  intervals: 'intervals',
  events: 'events',
  issues: 'issues',
  surveys: 'surveys',
  tracks: 'tracks',
} as const;

/**
 * Removes every row about a participant: by the id of a leg, or by an identity, which finds all of its legs, `alsoLegs`
 * included. Leaves one tombstone for each leg, a random id and a time, so that what is still on its way is not written.
 * Others' rows stay, but no longer name it.
 */
export async function eraseParticipant(
  database: Database,
  { id, alsoLegs, now }: { readonly id: string; readonly alsoLegs: readonly string[]; readonly now: number },
): Promise<Erased> {
  return database.transaction(async () => {
    const legs = await database.all(
      `SELECT id, call_id, participant_id FROM legs WHERE participant_id = ? OR identity = ?
        OR participant_id IN (${marks(alsoLegs.length + 1)})`,
      [id, id, id, ...alsoLegs],
    );
    const removed: RemovedData = {
      legs: legs.length,
      tracks: 0,
      intervals: 0,
      events: 0,
      issues: 0,
      surveys: 0,
    };
    for (const leg of legs) {
      const legId = number(leg, 'id');
      for (const [name, table] of Object.entries(TABLES) as [keyof typeof TABLES, string][])
        removed[name] += await database.run(`DELETE FROM ${table} WHERE leg_id = ?`, [legId]);
      for (const table of ['harm', 'tags'])
        await database.run(`DELETE FROM ${table} WHERE leg_id = ?`, [legId]);
      await database.run('DELETE FROM legs WHERE id = ?', [legId]);
      await unname(database, text(leg, 'participant_id'), number(leg, 'call_id'));
    }
    const participantIds = [...new Set([...legs.map((leg) => text(leg, 'participant_id')), ...alsoLegs])];
    for (const participantId of participantIds)
      await database.run(
        'INSERT INTO tombstones (participant_id, at) VALUES (?, ?) ON CONFLICT (participant_id) DO NOTHING',
        [participantId, now],
      );
    return { removed, participantIds };
  });
}

async function unname(database: Database, participantId: string, callRow: number): Promise<void> {
  await database.run('UPDATE tracks SET publisher_id = NULL WHERE publisher_id = ?', [participantId]);
  await database.run(
    `UPDATE intervals SET tracks = REPLACE(tracks, ?, 'null')
      WHERE leg_id IN (SELECT id FROM legs WHERE call_id = ?) AND tracks LIKE ?`,
    [`"${participantId}"`, callRow, `%${participantId}%`],
  );
}
