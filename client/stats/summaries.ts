import type { Aggregate, StatsSample, StatsSummary, StreamSample, StreamSummary } from './api.ts';

/** Samples in one summary. */
const SAMPLES_PER_SUMMARY = 10;
/** Summaries kept: an hour. */
export const MAX_SUMMARIES = 360;

interface Gathering {
  readonly stream: StreamSample;
  readonly metrics: Map<string, Aggregate>;
}

/** Gathers samples into summaries of ten seconds. */
export class SummaryBuilder {
  readonly #streams = new Map<string, Gathering>();
  #from: number | undefined;
  #samples = 0;

  /** Adds a sample; answers the summary that it completes. */
  add(sample: StatsSample): StatsSummary | undefined {
    this.#from ??= sample.at;
    this.#samples += 1;
    for (const stream of sample.streams) this.#addStream(stream);
    if (this.#samples < SAMPLES_PER_SUMMARY) return undefined;
    const summary = { from: this.#from, to: sample.at, streams: [...this.#streams.values()].map(toSummary) };
    this.#streams.clear();
    this.#from = sample.at;
    this.#samples = 0;
    return summary;
  }

  #addStream(stream: StreamSample): void {
    const gathering = this.#streams.get(stream.id) ?? { stream, metrics: new Map<string, Aggregate>() };
    this.#streams.set(stream.id, gathering);
    for (const [name, value] of Object.entries(stream)) {
      if (typeof value === 'number') gathering.metrics.set(name, include(gathering.metrics.get(name), value));
    }
  }
}

function include(before: Aggregate | undefined, value: number): Aggregate {
  if (before === undefined) return { count: 1, sum: value, min: value, max: value };
  return {
    count: before.count + 1,
    sum: before.sum + value,
    min: Math.min(before.min, value),
    max: Math.max(before.max, value),
  };
}

function toSummary({ stream, metrics }: Gathering): StreamSummary {
  const { id, trackId, participantId, source, direction } = stream;
  return { id, trackId, participantId, source, direction, metrics: Object.fromEntries(metrics) };
}
