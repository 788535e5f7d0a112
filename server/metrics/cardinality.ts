import { combinationsOf, instrument, INSTRUMENT_NAMES, type InstrumentName } from './instruments.ts';

/** Series of one server at most: what its Prometheus has to keep for it. */
export const SERIES_BUDGET = 2_500;
/** The server that the budget is for. */
export const BUDGETED_WORKERS = 8;

/** Labels that are no closed list are of workers: at most two series each. */
const SERIES_PER_WORKER = 2;
/** Beside its buckets a histogram has a sum, a count, and the bucket that holds all. */
const BESIDE_BUCKETS = 3;

/** Series that an instrument has at most, with every combination of labels that can occur. Pure. */
export function countSeries(name: InstrumentName): number {
  const row = instrument(name);
  const combinations = combinationsOf(row)?.length ?? BUDGETED_WORKERS * SERIES_PER_WORKER;
  return combinations * (row.type === 'histogram' ? row.buckets.length + BESIDE_BUCKETS : 1);
}

/** The same of all instruments together. Pure. */
export function countAllSeries(): number {
  return INSTRUMENT_NAMES.reduce((sum, name) => sum + countSeries(name), 0);
}
