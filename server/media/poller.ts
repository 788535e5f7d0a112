import type { Clock } from '../clock.ts';
import { computeRelativeError, selectRotating } from './packet-estimate.ts';
import { Readings, type Polled, type PolledConsumer } from './readings.ts';
import { WorkerUsage } from './worker-usage.ts';
import type { WorkerPings } from './worker-pings.ts';
import type { LiveWorker, WorkerPool } from './workers.ts';

/** Readings are spread over this many turns of one period, so that they come as no burst. */
const TURNS = 20;
/** Consumers read twice in a row, to check the estimate. */
const SAMPLE = 50;
/** Every consumer is read at least once in this many periods. */
const COVERAGE = 6;

/** Consumers of receivers that are not well are read once in so many periods: every 10 s. */
const WATCHED_EVERY = 2;

/** One question to a worker. */
interface Reading {
  readonly live: LiveWorker;
  readonly read: () => Promise<void>;
}

/** What the poller needs. */
export interface PollerOptions {
  readonly clock: Clock;
  /** Length of a period, ms. */
  readonly pollMs: number;
  readonly pool: Pick<WorkerPool, 'workers'>;
  /** Tells whom not to wait for. */
  readonly pings: Pick<WorkerPings, 'isStalled' | 'waitFor'>;
  /** All rooms with what they have on each worker, as they are now. */
  readonly collect: () => readonly Polled[];
  /** A worker's load was measured anew. */
  readonly measured?: (live: LiveWorker) => void;
  /** A period is over. */
  readonly concluded?: () => void;
}

/**
 * Reads statistics once in each period: every worker, transport, producer and pipe, and some of the consumers in rotation;
 * those of receivers that were not well in the last minute every second time.
 * A worker that is stalled is not asked, and holds up nobody's period.
 */
export class Poller {
  readonly readings: Readings;
  readonly usage = new WorkerUsage();
  readonly #options: PollerOptions;
  readonly #errors = new Map<number, number>();
  #cursor = 0;
  #resample: ReadonlySet<string> = new Set();
  #period = 0;
  #cancel: (() => void) | undefined;
  #closed = false;

  constructor(options: PollerOptions) {
    this.#options = options;
    this.readings = new Readings(options.clock);
  }

  start(): void {
    void this.#run();
  }

  close(): void {
    this.#closed = true;
    this.#cancel?.();
  }

  /** Relative error of the packet estimate for one worker; NaN before the first check. */
  estimateError(index: number): number {
    return this.#errors.get(index) ?? Number.NaN;
  }

  async #run(): Promise<void> {
    while (!this.#isClosed()) {
      this.#period += 1;
      const readings = this.#planReadings(this.#options.collect());
      const perTurn = Math.max(1, Math.ceil(readings.length / TURNS));
      const pending = new Map<LiveWorker, Promise<void>[]>();
      for (let turn = 0; turn < TURNS && !this.#isClosed(); turn += 1) {
        await this.#wait(this.#options.pollMs / TURNS);
        for (const reading of readings.slice(turn * perTurn, (turn + 1) * perTurn))
          this.#read(reading, pending);
      }
      const { pings } = this.#options;
      await Promise.all([...pending].map(([live, asked]) => pings.waitFor(live, Promise.all(asked))));
      this.#conclude();
    }
  }

  #read({ live, read }: Reading, pending: Map<LiveWorker, Promise<void>[]>): void {
    if (this.#options.pings.isStalled(live)) return;
    const asked = pending.get(live) ?? [];
    pending.set(live, asked);
    // Closed meanwhile, or its worker is lost: others deal with that.
    asked.push(read().catch(() => undefined));
  }

  #wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.#cancel = this.#options.clock.after(ms, resolve);
    });
  }

  /** Asked anew after each wait. */
  #isClosed(): boolean {
    return this.#closed;
  }

  #planReadings(polled: readonly Polled[]): Reading[] {
    const { readings, usage } = this;
    const period = this.#period;
    const all = polled.flatMap((room) => room.consumers.map((polledOne) => ({ room, polledOne })));
    const size = Math.max(SAMPLE, Math.ceil(all.length / COVERAGE));
    const { selected, cursor } = selectRotating(all, this.#cursor, size);
    this.#cursor = cursor;
    const ids = selected.map(({ polledOne }) => polledOne.consumer.id);
    const fresh = new Set(ids);
    const repeated = all.filter(
      ({ polledOne }) =>
        !fresh.has(polledOne.consumer.id) &&
        (this.#resample.has(polledOne.consumer.id) || this.#isDue(polledOne)),
    );
    this.#resample = new Set(ids.slice(0, SAMPLE));
    // Producers first: the estimate for a sampled consumer uses its producer's rate of the same period.
    return [
      ...this.#workers().map((live) => ({ live, read: () => usage.read(live) })),
      ...polled.flatMap((room) =>
        [...room.producers.values()].map((producer) => ({
          live: room.live,
          read: () => readings.readProducer(room, producer),
        })),
      ),
      ...polled.flatMap((room) =>
        room.pipeEnds.map((producer) => ({
          live: room.live,
          read: () => readings.readPipeEnd(room, producer),
        })),
      ),
      ...polled.flatMap((room) =>
        room.transports.map((transport) => ({
          live: room.live,
          read: () => readings.readTransport(room, transport),
        })),
      ),
      ...[...selected, ...repeated].map(({ room, polledOne }) => ({
        live: room.live,
        read: () => readings.readConsumer(room, polledOne, period),
      })),
    ];
  }

  /** Of receivers that are not well every second period, each half of them in turn. */
  #isDue({ isWatched, consumer }: PolledConsumer): boolean {
    return isWatched && (consumer.id.charCodeAt(0) + this.#period) % WATCHED_EVERY === 0;
  }

  #conclude(): void {
    const polled = this.#options.collect();
    const load = new Map<LiveWorker, { in: number; out: number }>();
    const alive = new Set<string>();
    for (const room of polled) {
      const sum = load.get(room.live) ?? { in: 0, out: 0 };
      load.set(room.live, sum);
      this.#addLoad(room, sum);
      for (const id of room.producers.keys()) alive.add(id);
      for (const { consumer } of room.consumers) alive.add(consumer.id);
      for (const { id } of room.transports) alive.add(id);
      for (const { producer, look } of room.microphones) look(this.readings.countPackets(producer));
    }
    for (const live of this.#workers()) {
      const sum = load.get(live) ?? { in: 0, out: 0 };
      live.load.packetsPerSecondIn = sum.in;
      live.load.packetsPerSecondOut = sum.out;
    }
    this.#checkEstimate();
    this.readings.retain(alive);
    for (const live of this.#workers()) this.#options.measured?.(live);
    this.#options.concluded?.();
  }

  #addLoad(room: Polled, sum: { in: number; out: number }): void {
    const { readings } = this;
    const producers = new Map([...room.producers, ...room.pipedIn]);
    for (const producer of producers.values()) sum.in += readings.sumRates(producer);
    for (const producer of room.pipedOut) sum.out += readings.sumRates(producer);
    const rates = new Map([...producers].map(([id, one]) => [id, readings.computeRates(one)]));
    for (const polledOne of room.consumers) {
      const rate = rates.get(polledOne.consumer.producerId);
      if (rate !== undefined) sum.out += readings.estimate(rate, polledOne);
    }
  }

  #checkEstimate(): void {
    const sums = new Map<number, { estimated: number; measured: number }>();
    for (const { worker, estimated, measured } of this.readings.takeSamples()) {
      const sum = sums.get(worker) ?? { estimated: 0, measured: 0 };
      sums.set(worker, { estimated: sum.estimated + estimated, measured: sum.measured + measured });
    }
    for (const [worker, { estimated, measured }] of sums) {
      const error = computeRelativeError(estimated, measured);
      if (!Number.isNaN(error)) this.#errors.set(worker, error);
    }
  }

  #workers(): LiveWorker[] {
    return this.#options.pool.workers.flatMap((live) => live ?? []);
  }
}
