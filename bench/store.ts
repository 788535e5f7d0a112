import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { CallListQuery } from '@earshot/shared/calls-api.ts';
import { RoomName, Identity } from '@earshot/shared';
import type { StoreRow } from '../server/calls/rows.ts';
import { ThreadStore } from '../server/calls/thread/thread-store.ts';
import { systemClock } from '../server/clock.ts';
import { CALL_START } from '../test/support/call-rows.ts';
import { lastMoment, momentOf, openingOf, refOf, rowsOf, type MadeCall } from './store-rows.ts';
import { ms, percentile, type Row } from './table.ts';

/** Rows handed over at once, as the server does it. */
const BATCH_ROWS = 1_000;
const HOUR = 360;
const DAY_MS = 86_400_000;
/** How often each question is asked. */
const TIMES = 40;
/** What each question of the page has to be answered in, ms (95th percentile). */
const BUDGET_MS = 300;
const CLIENTS = 350;
const LIVE_SECONDS = 20;

/** The largest call that is looked at in detail, and all others. */
const LARGE: MadeCall = {
  number: 1,
  startAt: CALL_START + 6 * DAY_MS,
  legs: 350,
  intervals: 60,
  tracks: 13,
  harmed: 0.05,
};
const OTHERS: readonly MadeCall[] = Array.from({ length: 9_999 }, (_, index) => ({
  number: index + 2,
  startAt: CALL_START + Math.floor((index / 9_999) * 7 * DAY_MS),
  legs: 5,
  intervals: 20,
  tracks: 5,
  harmed: (index % 10) / 50,
}));

/** What the store takes on the disk, how fast it takes it, and how fast it answers with a week of calls in it. */
export async function benchStore(): Promise<Row[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'earshot-bench-store-'));
  try {
    const hours = [await measureHour(folder, 0), await measureHour(folder, 0.1)];
    return [...hours, ...(await measureFull(path.join(folder, 'full.db')))];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Ten people for an hour who each receive 13 streams; its file is measured when it is closed, without the log. */
async function measureHour(folder: string, harmed: number): Promise<Row> {
  const call: MadeCall = { number: 1, startAt: CALL_START, legs: 10, intervals: HOUR, tracks: 13, harmed };
  const file = path.join(folder, `hour-${harmed}.db`);
  await withStore(file, (store) => fill(store, rowsOf(call)));
  return {
    what: `bytes per participant-hour, ${harmed * 100} % of intervals with harm`,
    value: `${(statSync(file).size / call.legs / 1_000).toFixed(0)} kB`,
    note: '13 streams received, 360 intervals',
  };
}

function measureFull(file: string): Promise<Row[]> {
  return withStore(file, async (store) => {
    const startedAt = performance.now();
    let rows = 0;
    for (const call of [...OTHERS, LARGE]) rows += await fill(store, rowsOf(call));
    const seconds = (performance.now() - startedAt) / 1_000;
    const intervals = [...OTHERS, LARGE].reduce((sum, call) => sum + call.legs * call.intervals, 0);
    const bytes = await sizeOf(store);
    return [
      {
        what: 'rows taken per second, hand-over to the thread included',
        value: (rows / seconds).toFixed(0),
        note: `${rows} rows of 10,000 calls in ${seconds.toFixed(0)} s, of them ${intervals} intervals; ${(bytes / 1e6).toFixed(0)} MB`,
      },
      ...(await measureQuestions(store)),
      await measureWhileLive(store),
    ];
  });
}

async function withStore<T>(file: string, work: (store: ThreadStore) => Promise<T>): Promise<T> {
  const store = new ThreadStore({ url: `sqlite:${file}`, clock: systemClock, onExit: () => undefined });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

let batches = 0;
const nextBatch = () => ({ writer: 'bench', number: (batches += 1), at: CALL_START });

/** Two batches at a time: one is written while the next is made. */
async function fill(store: ThreadStore, rows: Iterable<StoreRow>): Promise<number> {
  let [count, batch]: [number, StoreRow[]] = [0, []];
  let written: Promise<unknown> = Promise.resolve();
  const handOver = async () => {
    const next = store.ask('write', { rows: JSON.stringify(batch), batch: nextBatch() });
    [count, batch] = [count + batch.length, []];
    await written;
    written = next;
  };
  for (const row of rows) if (batch.push(row) >= BATCH_ROWS) await handOver();
  await handOver();
  await written;
  return count;
}

async function sizeOf(store: ThreadStore): Promise<number> {
  const retention = { detailMs: 1e13, summaryMs: 1e13, maxBytes: 1e13 };
  return (await store.ask('sweep', { retention, now: CALL_START })).bytes;
}

const now = lastMoment([...OTHERS, LARGE]);

/** What the quality page asks, and searches that operators make by hand. */
const LISTS: Readonly<Record<string, CallListQuery>> = {
  'list, worst first': { sort: 'worst' },
  'list, newest first': { sort: 'newest' },
  'list of the last hour': { from: now - 3_600_000, sort: 'worst' },
  'search by room': { room: RoomName.parse('room-77'), sort: 'newest' },
  'search by person': { participant: Identity.parse('person-77'), sort: 'newest' },
  'search by tag': { tag: 'tag-7', sort: 'worst' },
  'search by issue': { issue: 'networkReceiveQuality', sort: 'newest' },
  'search by issue that never was': { issue: 'cameraFreeze', sort: 'worst' },
  'search by blame and time': { blame: 'subscriberDownlink', from: now - DAY_MS, sort: 'worst' },
  'search by blame that never was': { blame: 'sfu', sort: 'newest' },
  'search by person that never was': { participant: Identity.parse('nobody'), sort: 'worst' },
};

const WHOLE = { family: 'timeseries', from: 0, to: now * 2, callId: null } as const;

async function measureQuestions(store: ThreadStore): Promise<Row[]> {
  const [large, small] = [refOf(LARGE, 17), refOf(OTHERS[4_711] ?? LARGE, 2)];
  const asked: Record<string, () => Promise<unknown>> = {
    ...Object.fromEntries(
      Object.entries(LISTS).map(([name, query]) => [name, () => store.ask('list', { query, now })]),
    ),
    'list, the twentieth page': await deepPage(store),
    'a call of 350': () => store.ask('call', { callId: large.callId, now }),
    'a leg of it': () => store.ask('leg', { ...large, now }),
    'its intervals': () => store.ask('series', { ...large, query: {}, now }),
    'a call of 5': () => store.ask('call', { callId: small.callId, now }),
    'a leg of that': () => store.ask('leg', { ...small, now }),
    'a page of an export of all': () => store.ask('export', { ...WHOLE, from: now - DAY_MS, after: null }),
    'a page of an export of a call of 350': () =>
      store.ask('export', { ...WHOLE, callId: large.callId, after: null }),
  };
  const rows: Row[] = [];
  for (const [what, ask] of Object.entries(asked)) rows.push(toRow(what, await timed(ask)));
  return rows;
}

async function deepPage(store: ThreadStore): Promise<() => Promise<unknown>> {
  let query: CallListQuery = { sort: 'worst', limit: 200 };
  for (let page = 1; page < 20; page += 1) {
    const list = await store.ask('list', { query, now });
    if (typeof list?.next === 'string') query = { ...query, cursor: list.next };
  }
  return () => store.ask('list', { query, now });
}

async function timed(ask: () => Promise<unknown>): Promise<number[]> {
  const times: number[] = [];
  for (let count = 0; count < TIMES; count += 1) {
    const startedAt = performance.now();
    await ask();
    times.push(performance.now() - startedAt);
  }
  return times;
}

function toRow(what: string, times: readonly number[]): Row {
  const p95 = percentile(times, 95);
  return {
    what,
    value: `${ms(p95)} p95`,
    note: `${ms(percentile(times, 50))} median${p95 > BUDGET_MS ? `; OVER ${BUDGET_MS} ms` : ''}`,
  };
}

/** Operators ask for all that there is while 350 clients report: how long the server's own thread was held up. */
async function measureWhileLive(store: ThreadStore): Promise<Row> {
  const live: MadeCall = { ...LARGE, number: 20_000, startAt: now, intervals: LIVE_SECONDS };
  await fill(store, openingOf(live));
  const delay = monitorEventLoopDelay({ resolution: 1 });
  let isOver = false;
  const questions = askOn(store, () => isOver);
  delay.enable();
  const written: number[] = [];
  for (let second = 0; second < LIVE_SECONDS; second += 1) {
    const rows: StoreRow[] = [];
    for (let leg = second % 10; leg < CLIENTS; leg += 10) rows.push(...momentOf(live, leg, second));
    const startedAt = performance.now();
    const write = store.ask('write', { rows: JSON.stringify(rows), batch: nextBatch() });
    // The pace of what is measured: a tenth of the clients report in each second.
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    await write;
    written.push(performance.now() - startedAt);
  }
  delay.disable();
  isOver = true;
  const answers = await questions;
  return {
    what: 'event-loop delay while 350 report and operators ask without a pause',
    value: `${ms(delay.percentile(99) / 1e6)} p99`,
    note: `${ms(delay.max / 1e6)} at most; ${answers} answers in ${LIVE_SECONDS} s; the slowest second's rows were written after ${ms(Math.max(...written))}`,
  };
}

async function askOn(store: ThreadStore, isOver: () => boolean): Promise<number> {
  let [answers, after]: [number, string | null] = [0, null];
  while (!isOver()) {
    after = (await store.ask('export', { ...WHOLE, after })).next;
    await store.ask('list', { query: { blame: 'subscriberDownlink', sort: 'worst' }, now });
    answers += 2;
  }
  return answers;
}
