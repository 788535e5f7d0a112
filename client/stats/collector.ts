import { EarshotError } from '@earshot/shared';
import type { Clock } from '../clock.ts';
import { Emitter, type ListenerErrorSink } from '../emitter.ts';
import type { StatsSample } from './api.ts';
import type { CollectorEvents, CollectorOptions, StatsCollector } from './collector-api.ts';
import { byKind, SummaryTable } from './collector-summary.ts';

const DEFAULTS = { aggregationInterval: 10, dataPointsPerAggregation: 6 };
/** Seconds and data points at most: an hour altogether. */
const MOST = 60;
/** Samples do not come at exact seconds: a data point is whole when the next sample would be further off. */
const SLACK_MS = 500;

/** What a collector is made of. */
export interface CollectorParts {
  readonly clock: Pick<Clock, 'now' | 'monotonic'>;
  readonly onListenerError: ListenerErrorSink | undefined;
  /** It was disposed of: forget it. */
  disposed(collector: Collector): void;
}

/** Hands the call's samples on, and sums them up in data points of its own length. */
export class Collector implements StatsCollector {
  readonly #parts: CollectorParts;
  readonly #intervalMs: number;
  readonly #dataPoints: number;
  readonly #events: Emitter<CollectorEvents>;
  #table = new SummaryTable();
  #intervalsMs: number[] = [];
  #from: number;
  #pointFrom: number;
  #disposed = false;

  /** Throws `bad_params`. */
  constructor(parts: CollectorParts, options: CollectorOptions) {
    this.#parts = parts;
    this.#intervalMs = wholeOf('aggregationInterval', options) * 1_000;
    this.#dataPoints = wholeOf('dataPointsPerAggregation', options);
    this.#events = new Emitter(parts.onListenerError);
    this.#from = parts.clock.now();
    this.#pointFrom = parts.clock.monotonic();
  }

  on<N extends keyof CollectorEvents>(name: N, listener: (event: CollectorEvents[N]) => void): () => void {
    return this.#disposed ? () => undefined : this.#events.on(name, listener);
  }

  once<N extends keyof CollectorEvents>(name: N, listener: (event: CollectorEvents[N]) => void): () => void {
    return this.#disposed ? () => undefined : this.#events.once(name, listener);
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#events.clear();
    this.#table = new SummaryTable();
    this.#intervalsMs = [];
    this.#parts.disposed(this);
  }

  /** Takes a sample of the call. */
  handleSample(sample: StatsSample): void {
    if (this.#disposed) return;
    const { streams, at: timestamp, ...rest } = sample;
    this.#table.add(this.#intervalsMs.length, sample);
    this.#events.emit('sampleReported', { ...rest, timestamp, ...byKind(streams) });
    const elapsedMs = this.#parts.clock.monotonic() - this.#pointFrom;
    if (elapsedMs >= this.#intervalMs - SLACK_MS) this.#closePoint(elapsedMs);
  }

  #closePoint(elapsedMs: number): void {
    this.#intervalsMs.push(elapsedMs);
    this.#pointFrom += elapsedMs;
    if (this.#intervalsMs.length < this.#dataPoints) return;
    const timestamp = this.#parts.clock.now();
    const summary = this.#table.finish({ from: this.#from, timestamp, intervalsMs: this.#intervalsMs });
    this.#table = new SummaryTable();
    this.#intervalsMs = [];
    this.#from = timestamp;
    this.#events.emit('summaryReported', summary);
  }
}

function wholeOf(field: keyof CollectorOptions, options: CollectorOptions): number {
  const value = options[field] ?? DEFAULTS[field];
  if (Number.isInteger(value) && value >= 1 && value <= MOST) return value;
  throw new EarshotError('bad_params', `${field} is a whole number from 1 to ${String(MOST)}.`, {
    details: { field },
  });
}
