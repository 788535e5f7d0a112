import { openDatabase } from '../database/open.ts';
import type { Database } from '../database/database.ts';
import { migrate, SchemaTooNew } from '../database/migrations.ts';
import type { StoreRow } from '../rows.ts';
import type { StoreRequests } from '../thread/protocol.ts';
import { readCall, readLeg, readSeries } from './detail.ts';
import { eraseParticipant, type Erased } from './erase.ts';
import { exportPage, type ExportPage, type ExportRequest } from './export.ts';
import { listCalls, type CallListOut } from './list.ts';
import { closeGone, sweep, type Swept } from './sweep.ts';
import { Writer, type WriteResult } from './writer.ts';

interface Opened {
  readonly database: Database;
  readonly writer: Writer;
}

/** The database could not be opened: the reason is the cause. */
class NotOpen extends Error {}

/** The store as its thread runs it: opens the database when it is first asked, and again after it was lost. */
export class StoreService {
  readonly #url: string;
  #opened: Opened | undefined;
  #wasOpen = false;

  constructor(url: string) {
    this.#url = url;
  }

  async open(_params: StoreRequests['open']): Promise<null> {
    await this.#use(() => Promise.resolve(null));
    return null;
  }

  write({ rows, batch }: StoreRequests['write']): Promise<WriteResult> {
    // Made by `WriteQueue`, which takes nothing but rows.
    return this.#use(({ writer }) => writer.write(JSON.parse(rows) as StoreRow[], batch));
  }

  /** `null`: the cursor is none. */
  async list({ query, now }: StoreRequests['list']): Promise<CallListOut | null> {
    return (await this.#use(({ database }) => listCalls(database, query, now))) ?? null;
  }

  async call({ callId, now }: StoreRequests['call']) {
    return (await this.#use(({ database }) => readCall(database, callId, now))) ?? null;
  }

  async leg({ now, ...ref }: StoreRequests['leg']) {
    return (await this.#use(({ database }) => readLeg(database, ref, now))) ?? null;
  }

  async series({ now, ...ref }: StoreRequests['series']) {
    return (await this.#use(({ database }) => readSeries(database, ref, now))) ?? null;
  }

  erase(params: StoreRequests['erase']): Promise<Erased> {
    return this.#use(async ({ database, writer }) => {
      const erased = await eraseParticipant(database, params);
      writer.forget();
      writer.index.remove(erased.participantIds);
      return erased;
    });
  }

  sweep({ retention, now }: StoreRequests['sweep']): Promise<Swept> {
    return this.#use(async ({ database, writer }) => {
      const swept = await sweep(database, retention, now);
      // Calls may be gone whose places are remembered.
      writer.forget();
      return swept;
    });
  }

  export(request: ExportRequest): Promise<ExportPage> {
    return this.#use(({ database }) => exportPage(database, request));
  }

  async close(_params: StoreRequests['close']): Promise<null> {
    const opened = this.#opened;
    this.#opened = undefined;
    await opened?.database.close();
    return null;
  }

  /** Whether an error says that the database cannot be used now. */
  isAway(error: unknown): boolean {
    return error instanceof NotOpen;
  }

  async #use<T>(work: (opened: Opened) => Promise<T>): Promise<T> {
    const opened = await this.#open();
    try {
      return await work(opened);
    } catch (error) {
      if (!opened.database.isAway(error)) throw error;
      this.#opened = undefined;
      await opened.database.close().catch(() => undefined);
      throw new NotOpen(messageOf(error), { cause: error });
    }
  }

  async #open(): Promise<Opened> {
    if (this.#opened !== undefined) return this.#opened;
    let database: Database | undefined;
    try {
      database = await openDatabase(this.#url);
      await migrate(database);
      const writer = new Writer(database);
      await writer.index.load();
      // Nobody else writes to a file: what is open there was left by a process that is gone.
      if (!database.isShared && !this.#wasOpen) await closeGone(database, Number.MAX_SAFE_INTEGER);
      this.#wasOpen = true;
      this.#opened = { database, writer };
      return this.#opened;
    } catch (error) {
      await database?.close().catch(() => undefined);
      if (error instanceof SchemaTooNew) throw error;
      throw new NotOpen(messageOf(error), { cause: error });
    }
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
