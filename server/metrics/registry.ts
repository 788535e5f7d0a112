import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { exemplarLabels, type ExemplarSource } from './exemplar.ts';
import type { Instrument, LabelValues } from './instrument.ts';
import {
  combinationsOf,
  instrument,
  isClosed,
  type InstrumentName,
  type LabelsOf,
  type NameOf,
} from './instruments.ts';
import {
  ExponentialSeries,
  histogramPoints,
  numberPoints,
  type FamilySnapshot,
  type Sample,
} from './snapshots.ts';

/** Something that only grows. */
export interface CounterHandle<N extends InstrumentName> {
  /** Throws on a label that the table does not have. An amount that is negative or no finite number is left out. */
  add(labels: LabelsOf<N>, amount?: number, exemplar?: ExemplarSource): void;
}

/** Measures how much something took. */
export interface HistogramHandle<N extends InstrumentName> {
  /** Throws on a label that the table does not have. A value that is no finite number is left out. */
  observe(labels: LabelsOf<N>, value: number, exemplar?: ExemplarSource): void;
}

/** One series of something that is read when scraped. */
export interface Reading<N extends InstrumentName> {
  readonly labels: LabelsOf<N>;
  readonly value: number;
}

/** The only way to an instrument. One registry in the OpenMetrics format, which is never switched. */
export interface Metrics {
  counter<N extends NameOf<'counter'>>(name: N): CounterHandle<N>;
  histogram<N extends NameOf<'histogram'>>(name: N): HistogramHandle<N>;
  /** Registers something whose value is read when scraped. `read` must not wait; when it throws, the family is empty. */
  read<N extends NameOf<'gauge' | 'counter'>>(name: N, read: () => Iterable<Reading<N>>): void;
  /** Whether somebody has registered it. */
  has(name: InstrumentName): boolean;
  /** Everything in OpenMetrics text. */
  openMetrics(): Promise<string>;
  /** Everything as data. */
  snapshot(): Promise<FamilySnapshot[]>;
}

type Values = Readonly<Record<string, string>>;

/** How a registry is made. */
export interface MetricsOptions {
  /** Told of readers that threw. */
  readonly onError?: (error: unknown, name: InstrumentName) => void;
  /** Keeps every histogram as an exponential one besides, for exporters that send such; `/metrics` is not touched by it. */
  readonly exponential?: boolean;
}

/** Makes an empty registry. */
export function createMetrics(options: MetricsOptions = {}): Metrics {
  return new OpenMetricsRegistry(options);
}

class OpenMetricsRegistry implements Metrics {
  readonly #registry = new Registry(Registry.OPENMETRICS_CONTENT_TYPE);
  readonly #counters = new Map<InstrumentName, Counter<string>>();
  readonly #histograms = new Map<InstrumentName, Histogram<string>>();
  readonly #names = new Set<InstrumentName>();
  readonly #exponential = new Map<InstrumentName, ExponentialSeries>();
  readonly #options: MetricsOptions;

  constructor(options: MetricsOptions) {
    this.#options = options;
  }

  counter<N extends NameOf<'counter'>>(name: N): CounterHandle<N> {
    const known = this.#counters.get(name);
    const row = this.#row(name, 'counter');
    const made = known ?? this.#makeCounter(name, row);
    return {
      add: (labels: Values, amount = 1, exemplar) => {
        assertLabels(name, row, labels);
        if (!(Number.isFinite(amount) && amount >= 0)) {
          this.#drop('value');
          return;
        }
        if (!row.exemplars) {
          made.inc(labels, amount);
          return;
        }
        const found = this.#exemplar(exemplar);
        made.inc({ labels, value: amount, ...(found === undefined ? {} : { exemplarLabels: found }) });
      },
    };
  }

  histogram<N extends NameOf<'histogram'>>(name: N): HistogramHandle<N> {
    const known = this.#histograms.get(name);
    const row = this.#row(name, 'histogram');
    const made = known ?? this.#makeHistogram(name, row);
    const exponential = this.#exponential.get(name);
    return {
      observe: (labels: Values, value, exemplar) => {
        assertLabels(name, row, labels);
        if (!Number.isFinite(value)) {
          this.#drop('value');
          return;
        }
        exponential?.record(labels, value);
        if (!row.exemplars) {
          made.observe(labels, value);
          return;
        }
        const found = this.#exemplar(exemplar);
        made.observe({ labels, value, ...(found === undefined ? {} : { exemplarLabels: found }) });
      },
    };
  }

  read<N extends NameOf<'gauge' | 'counter'>>(name: N, read: () => Iterable<Reading<N>>): void {
    const row = instrument(name);
    if (this.#names.has(name)) throw new Error(`${name} is registered twice`);
    this.#names.add(name);
    const readAll = (): Reading<N>[] => {
      try {
        return [...read()].filter(({ value }) => Number.isFinite(value));
      } catch (error) {
        this.#options.onError?.(error, name);
        return [];
      }
    };
    const config = { name, help: row.help, labelNames: Object.keys(row.labels), registers: [this.#registry] };
    // Emptied first: what has gone (a worker) must not stand there with its last value.
    if (row.type === 'gauge') {
      const made = new Gauge<string>({
        ...config,
        collect: () => {
          empty(made, row);
          for (const { labels, value } of readAll()) {
            assertLabels(name, row, labels);
            made.set(labels, value);
          }
        },
      });
      return;
    }
    const made = new Counter<string>({
      ...config,
      collect: () => {
        made.reset();
        for (const { labels, value } of readAll()) {
          assertLabels(name, row, labels);
          if (value >= 0) made.inc(labels, value);
        }
      },
    });
  }

  has(name: InstrumentName): boolean {
    return this.#names.has(name);
  }

  openMetrics(): Promise<string> {
    return this.#registry.metrics();
  }

  async snapshot(): Promise<FamilySnapshot[]> {
    const families = await this.#registry.getMetricsAsJSON();
    const byName = new Map([...this.#names].map((name) => [familyName(name), name]));
    return families.flatMap((family) => {
      const name = byName.get(familyName(family.name));
      if (name === undefined) return [];
      const row = instrument(name);
      const samples = family.values as readonly Sample[];
      const points =
        row.type === 'histogram'
          ? histogramPoints(samples, row, this.#exponential.get(name))
          : numberPoints(samples);
      return [{ name, row, points }];
    });
  }

  #row(name: InstrumentName, type: Instrument['type']): Instrument {
    const row = instrument(name);
    if (row.type !== type) throw new TypeError(`${name} is no ${type}`);
    this.#names.add(name);
    return row;
  }

  #makeCounter(name: InstrumentName, row: Instrument): Counter<string> {
    const made = new Counter<string>({
      name,
      help: row.help,
      labelNames: Object.keys(row.labels),
      enableExemplars: row.exemplars,
      registers: [this.#registry],
    });
    for (const labels of combinationsOf(row) ?? []) {
      if (row.exemplars) made.inc({ labels, value: 0 });
      else made.inc(labels, 0);
    }
    this.#counters.set(name, made);
    return made;
  }

  #makeHistogram(name: InstrumentName, row: Instrument): Histogram<string> {
    const made = new Histogram<string>({
      name,
      help: row.help,
      labelNames: Object.keys(row.labels),
      buckets: [...row.buckets],
      enableExemplars: row.exemplars,
      registers: [this.#registry],
    });
    for (const labels of combinationsOf(row) ?? []) made.zero(labels);
    this.#histograms.set(name, made);
    if (this.#options.exponential === true) this.#exponential.set(name, new ExponentialSeries());
    return made;
  }

  #exemplar(source: ExemplarSource | undefined): Record<string, string> | undefined {
    if (source === undefined) return undefined;
    const labels = exemplarLabels(source);
    if (labels === undefined) this.#drop('exemplar');
    return labels;
  }

  #drop(what: 'exemplar' | 'value'): void {
    this.counter('earshot_telemetry_dropped_total').add({ what });
  }
}

/** No series at all: `reset` alone would leave a 0 where there are no labels. */
function empty(metric: Gauge<string> | Counter<string>, row: Instrument): void {
  metric.reset();
  if (Object.keys(row.labels).length === 0) metric.remove({});
}

/** The name of a family in OpenMetrics: without the suffix of a counter. */
export function familyName(name: string): string {
  return name.replace(/_total$/u, '');
}

/** The labels of each row, listed once: every observation is checked against them. */
const listed = new WeakMap<Instrument, readonly (readonly [string, LabelValues])[]>();

/** Refuses what the table does not have: a wrong, missing or unheard-of label would make a series that nobody reads. */
function assertLabels(name: InstrumentName, row: Instrument, labels: Values): void {
  let known = listed.get(row);
  if (known === undefined) listed.set(row, (known = Object.entries(row.labels)));
  const given = Object.keys(labels);
  const isValid = known.every(([label, values]) => isValue(values, labels[label]));
  if (isValid && given.length === known.length) return;
  for (const label of given) {
    if (!Object.hasOwn(row.labels, label)) throw new TypeError(`${name} has no label ${label}`);
  }
  for (const [label, values] of known) {
    const value = labels[label];
    if (!isValue(values, value)) throw new TypeError(`${name} has no ${label}="${value ?? ''}"`);
  }
}

function isValue(values: LabelValues, value: string | undefined): boolean {
  return value !== undefined && (isClosed(values) ? values.includes(value) : values.pattern.test(value));
}
