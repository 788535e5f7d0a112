import { ExponentialHistogram, type ExponentialSnapshot } from './exponential.ts';
import type { Instrument } from './instrument.ts';
import type { InstrumentName } from './instruments.ts';

type Values = Readonly<Record<string, string>>;

/** One family as it is now, for exporters other than `/metrics`. */
export interface FamilySnapshot {
  readonly name: InstrumentName;
  readonly row: Instrument;
  readonly points: readonly PointSnapshot[];
}

/** One series: a value, or a histogram. */
export interface PointSnapshot {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
  readonly histogram: HistogramSnapshot | undefined;
  /** The same observations without the table's buckets; only where the registry was asked to keep them. */
  readonly exponential?: ExponentialSnapshot | undefined;
}

/** `counts` has one entry more than there are bounds: what lies above the last. */
export interface HistogramSnapshot {
  readonly bounds: readonly number[];
  readonly counts: readonly number[];
  readonly sum: number;
  readonly count: number;
}

/** One sample as the client library of Prometheus gives it. */
export interface Sample {
  /** `le` is a number in all but the last bucket. */
  readonly labels: Readonly<Record<string, string | number>>;
  readonly value: number;
  readonly metricName?: string;
}

function textOf(labels: Sample['labels']): Values {
  return Object.fromEntries(Object.entries(labels).map(([label, value]) => [label, String(value)]));
}

/** The series of a counter or gauge. */
export function numberPoints(samples: readonly Sample[]): PointSnapshot[] {
  return samples.map(({ labels, value }) => ({ labels: textOf(labels), value, histogram: undefined }));
}

/** The series of a histogram, put together from its samples. */
export function histogramPoints(
  samples: readonly Sample[],
  row: Instrument,
  exponential?: ExponentialSeries,
): PointSnapshot[] {
  const series = new Map<string, { labels: Values; cumulative: Map<string, number>; sum: number }>();
  for (const { labels, value, metricName } of samples) {
    const { le, ...rest } = labels;
    const own = textOf(rest);
    const key = keyOf(own);
    const known = series.get(key) ?? { labels: own, cumulative: new Map<string, number>(), sum: 0 };
    series.set(key, known);
    if (le !== undefined) known.cumulative.set(String(le), value);
    else if (metricName?.endsWith('_sum') === true) known.sum = value;
  }
  return [...series.values()].map(({ labels, cumulative, sum }) => {
    const steps = [...row.buckets.map(String), '+Inf'].map((le) => cumulative.get(le) ?? 0);
    const counts = steps.map((upTo, index) => upTo - (steps[index - 1] ?? 0));
    const count = steps.at(-1) ?? 0;
    return {
      labels,
      value: count,
      histogram: { bounds: row.buckets, counts, sum, count },
      exponential: exponential?.snapshot(labels),
    };
  });
}

/** The exponential histograms of one family, by labels: as many as there are combinations in the table. */
export class ExponentialSeries {
  readonly #series = new Map<string, ExponentialHistogram>();

  record(labels: Values, value: number): void {
    const key = keyOf(labels);
    const known = this.#series.get(key) ?? new ExponentialHistogram();
    this.#series.set(key, known);
    known.record(value);
  }

  /** Of labels that nothing was recorded with: empty. */
  snapshot(labels: Values): ExponentialSnapshot {
    return (this.#series.get(keyOf(labels)) ?? new ExponentialHistogram()).snapshot();
  }
}

function keyOf(labels: Values): string {
  return JSON.stringify(Object.entries(labels).sort());
}
