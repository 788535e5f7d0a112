import type { Database } from './database.ts';
import { openSqlite } from './sqlite.ts';

/** Opens the database of a URL: `sqlite:<path>` or `postgres://…`. Rejects when it cannot be had now. */
export async function openDatabase(url: string): Promise<Database> {
  if (url.startsWith('sqlite:')) return openSqlite(url.slice('sqlite:'.length));
  const { openPostgres } = await import('./postgres.ts');
  return openPostgres(url);
}
