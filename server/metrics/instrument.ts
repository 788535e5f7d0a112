/** Shape of one row of the instrument table, and the small constructors that rows are written with. */

/** Allowed values of a label: a closed list, or a pattern for the few that are bounded but not known beforehand. */
export type LabelValues = readonly string[] | BoundedLabel;

/** A label whose values are few but not known in advance: a worker's index, the version of this build. */
export interface BoundedLabel {
  readonly pattern: RegExp;
  /** How many values there can be at most, for the series budget. */
  readonly atMost: number;
}

/** Labels of an instrument. */
export type Labels = Readonly<Record<string, LabelValues>>;

/** Units, base units only. `count` is a number of things, `info` a constant 1. */
export type Unit =
  'seconds' | 'bytes' | 'bytes/second' | 'packets/second' | 'frames/second' | 'ratio' | 'count' | 'info';

/** One row. */
export interface Instrument<T extends InstrumentType = InstrumentType, L extends Labels = Labels> {
  readonly type: T;
  readonly help: string;
  readonly unit: Unit;
  readonly labels: L;
  /** Upper bounds of a histogram's buckets, at the edges of objectives; empty for others. */
  readonly buckets: readonly number[];
  /** Carries `call_id` and `participant_id`, so that a bad bucket leads to a call. */
  readonly exemplars: boolean;
  /** Which combinations of label values can occur; only those start at 0. All, when left out. */
  readonly occurs?: (labels: Readonly<Record<string, string>>) => boolean;
}

/** What an instrument measures with. */
export type InstrumentType = 'counter' | 'gauge' | 'histogram';

interface Options<L extends Labels> {
  readonly unit?: Unit;
  readonly labels?: L;
  readonly exemplars?: boolean;
  readonly occurs?: (labels: Readonly<Record<string, string>>) => boolean;
}

// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- no labels is what is meant
type None = {};

function row<T extends InstrumentType, L extends Labels>(
  type: T,
  help: string,
  options: Options<L> & { readonly buckets?: readonly number[] },
): Instrument<T, L> {
  const { unit = 'count', exemplars = false, buckets = [], occurs } = options;
  // Without labels the type parameter is the empty record, which is what `{}` is.
  const labels = (options.labels ?? {}) as L;
  return { type, help, unit, labels, buckets, exemplars, ...(occurs === undefined ? {} : { occurs }) };
}

/** Something that only grows. Every combination of closed label values starts at 0. */
export function counter<const L extends Labels = None>(
  help: string,
  options: Options<L> = {},
): Instrument<'counter', L> {
  return row('counter', help, options);
}

/** Something that is so now, read when scraped. */
export function gauge<const L extends Labels = None>(
  help: string,
  options: Options<L> = {},
): Instrument<'gauge', L> {
  return row('gauge', help, options);
}

/** How often something took how much. */
export function histogram<const L extends Labels = None>(
  help: string,
  options: Options<L> & { readonly unit: Unit; readonly buckets: readonly number[] },
): Instrument<'histogram', L> {
  return row('histogram', help, options);
}
