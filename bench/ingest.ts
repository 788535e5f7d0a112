import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { systemIds } from '../server/clock.ts';
import { createRooms } from '../server/rooms/registry.ts';
import { createIngest } from '../server/telemetry/ingest.ts';
import { Surveys } from '../server/telemetry/surveys.ts';
import { clockAt, openStore, untilWritten, type TestStore } from '../test/support/call-store.ts';
import { createFakeClock, type FakeClock } from '../test/support/fake-clock.ts';
import { makeTracks, reportOf } from '../test/support/report-of-chromium.ts';
import { startTelemetry } from '../test/support/telemetry.ts';
import {
  describeLegs,
  fillCall,
  takeFrame,
  TROUBLED_EVERY,
  writeFrames,
  type BenchLeg,
} from './ingest-call.ts';
import { BenchReadings } from './ingest-readings.ts';
import { benchPolling } from './polling.ts';
import { benchOptions, fakeMedia } from './rooms.ts';
import { percentile, type Row } from './table.ts';
import { threadTime } from './thread-time.ts';

const SIZE = 350;
/** Of each, two of them sent. */
const TRACKS = 13;
const REPORT_EVERY_S = 10;
/** Calls of so long are replayed: readings fill and code is compiled in the first minute, the others are measured. */
const MINUTES = 6;
/** Of a core. */
const BUDGET = 0.05;

/** CPU time of one minute of calls, ms. */
interface Spent {
  /** All but the store's thread, the garbage collector's threads among it. */
  readonly ingest: number;
  readonly store: number;
}

/**
 * What reports of 350 clients cost the server, by CPU time of the process: from a frame's text to the counters and the
 * hand-over to the store. Calls are replayed as fast as they can be taken, on virtual time.
 */
export async function benchIngest(): Promise<Row[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'earshot-bench-'));
  const virtual = createFakeClock();
  const clock = clockAt(virtual.now());
  const store = await openStore(`sqlite:${path.join(folder, 'calls.db')}`, { clock });
  const bench = new IngestBench({ virtual, store, follow: () => clock.moveTo(virtual.now()) });
  try {
    return [...(await bench.run()), ...(await benchPolling({ legs: SIZE, received: TRACKS - 2 }))];
  } finally {
    await store.calls.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

class IngestBench {
  readonly #clock: FakeClock;
  readonly #store: TestStore;
  readonly #follow: () => void;
  readonly #sizes = { reports: 0, bytes: 0 };
  #readings: BenchReadings | undefined;

  constructor(parts: { virtual: FakeClock; store: TestStore; follow: () => void }) {
    this.#clock = parts.virtual;
    this.#store = parts.store;
    this.#follow = parts.follow;
  }

  async run(): Promise<Row[]> {
    const usual = await reportOf(makeTracks(TRACKS - 2));
    const rooms = await this.#openRooms();
    if (usual.tracks === undefined) throw new Error('the report has no tracks');
    const legs = describeLegs(await fillCall(rooms, SIZE), usual.tracks);
    const readings = new BenchReadings(legs);
    this.#readings = readings;
    const minutes: Spent[] = [];
    for (let minute = 0; minute < MINUTES; minute += 1) {
      let [ingest, stored] = [0, 0];
      for (let second = minute * 60; second < (minute + 1) * 60; second += 1) {
        readings.read(second, this.#clock.monotonic());
        const frames = this.#writeSecond(legs, second, usual);
        const spent = await this.#live(frames);
        ingest += spent.ingest;
        stored += spent.store;
      }
      minutes.push({ ingest, store: stored });
    }
    await rooms.close('room_closed');
    return this.#describe(minutes.slice(1));
  }

  async #openRooms(): Promise<ReturnType<typeof createRooms>> {
    const clock = this.#clock;
    const { recorder } = this.#store.calls;
    const telemetry = await startTelemetry({ clock });
    const surveys = new Surveys({ clock, ids: systemIds, taken: () => undefined });
    return createRooms({
      ...benchOptions({ clock, media: { openRoom: () => fakeMedia(() => undefined) } }),
      observer: telemetry.calls,
      history: recorder,
      reports: createIngest({
        clock,
        observer: telemetry.reports,
        evidence: {
          evidence: () => this.#readings?.evidence(),
          watchReceiver: () => this.#readings?.watchReceiver(),
        },
        sinks: [surveys, recorder],
        issues: recorder,
      }),
    });
  }

  #writeSecond(legs: readonly BenchLeg[], second: number, usual: Parameters<typeof writeFrames>[1]['usual']) {
    const round = Math.floor(second / REPORT_EVERY_S);
    const now = this.#clock.monotonic();
    return legs
      .filter((_, index) => index % REPORT_EVERY_S === second % REPORT_EVERY_S)
      .map((leg) => ({ leg, frames: writeFrames(leg, { now, usual, round }) }));
  }

  /** Takes what comes in one second, and waits until the store has it. */
  async #live(arrived: readonly { leg: BenchLeg; frames: readonly string[] }[]): Promise<Spent> {
    const [before, storeBefore] = [process.cpuUsage(), threadTime('earshot-store')];
    for (const { leg, frames } of arrived) {
      for (const frame of frames) {
        takeFrame(leg, frame);
        this.#sizes.reports += 1;
        this.#sizes.bytes += frame.length;
      }
    }
    this.#clock.advance(1_000);
    this.#follow();
    await untilWritten(this.#store);
    const { user, system } = process.cpuUsage(before);
    const store = (threadTime('earshot-store') ?? NaN) - (storeBefore ?? NaN);
    return { ingest: (user + system) / 1_000 - (Number.isNaN(store) ? 0 : store), store };
  }

  #describe(minutes: readonly Spent[]): Row[] {
    const ingest = minutes.map((one) => one.ingest);
    const stored = minutes.map((one) => one.store);
    const perMinute = this.#sizes.reports / MINUTES;
    const share = percentile(ingest, 50) / 60_000;
    const { written, dropped } = this.#store.counted;
    const lost = dropped.full + dropped.failed + dropped.removed;
    return [
      {
        what: `reports of ${String(SIZE)} x ${String(TRACKS)} tracks, one in ${String(TROUBLED_EVERY)} with an issue`,
        value: `${(share * 100).toFixed(1)} % of a core`,
        note: `${share < BUDGET ? 'within' : 'ABOVE'} ${String(BUDGET * 100)} %; ${spread(ingest)} of CPU for a minute, ${perMinute.toFixed(0)} reports of ${(this.#sizes.bytes / this.#sizes.reports).toFixed(0)} bytes`,
      },
      {
        what: 'the same, for one report',
        value: `${((percentile(ingest, 50) * 1_000) / perMinute).toFixed(0)} µs`,
        note: 'parsing, schema, both legs, score, counters, hand-over; sockets apart',
      },
      {
        what: "the store's thread",
        value: `${((percentile(stored, 50) / 60_000) * 100).toFixed(1)} % of a core`,
        note: `${spread(stored)} for a minute; ${String(written)} rows written, ${String(lost)} dropped`,
      },
    ];
  }
}

/** The middle one, least and most. */
function spread(values: readonly number[]): string {
  const [middle, least, most] = [50, 0, 100].map((p) => percentile(values, p).toFixed(0));
  return `${middle ?? ''} ms (${least ?? ''} to ${most ?? ''})`;
}
