import { openDatabase } from '@earshot/server/calls/database/open.ts';
import { migrate, MIGRATIONS } from '@earshot/server/calls/database/migrations.ts';
import { expect, it } from 'vitest';
import { CALL_START, idOf } from '../../../support/call-rows.ts';
import { openStore } from '../../../support/call-store.ts';
import { idsOf, type StoreFixture } from './fixture.ts';

/** Databases of other versions of the server. */
export function describeUpgrade(at: StoreFixture): void {
  const versions = Array.from({ length: MIGRATIONS.length - 1 }, (_, index) => index + 1);

  it.each(versions)('takes over what a server of schema %i kept', async (version) => {
    const url = await at.makeUrl();
    const database = await openDatabase(url);
    await migrate(database, version);
    await database.run(
      'INSERT INTO calls (call_id, room, started_at, last_at, ended_at) VALUES (?, ?, ?, ?, ?)',
      [idOf(70), 'old', CALL_START - 60_000, CALL_START - 30_000, CALL_START - 30_000],
    );
    await database.close();
    await at.reopen({}, url);
    await at.tellOneCall();
    expect(idsOf(await at.list({ sort: 'newest' }))).toEqual([idOf(1), idOf(70)]);
    expect(at.store.counted.dropped.failed).toBe(0);
  });

  it('refuses a database that a newer server made, says so, and leaves it as it is', async () => {
    await at.tellOneCall();
    await at.store.calls.close();
    const set = async (version: number) => {
      const database = await openDatabase(at.url);
      await database.run('UPDATE schema_version SET version = ?', [version]);
      await database.close();
    };
    await set(999);
    await expect(openStore(at.url)).rejects.toMatchObject({
      code: 'config_invalid',
      message: expect.stringMatching(/newer server: it has schema 999/u) as string,
    });
    await set(MIGRATIONS.length);
    await at.reopen();
    expect(idsOf(await at.list())).toEqual([idOf(1)]);
  });
}
