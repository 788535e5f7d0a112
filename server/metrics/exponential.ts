/**
 * Base-2 exponential histograms of OpenTelemetry's data model: bucket `i` at scale `s` counts values in
 * (base^i, base^(i+1)] with base = 2^(2^-s). The scale starts as fine as it can be and is halved in resolution whenever the
 * buckets no longer fit, so that the relative error is the least that so many buckets allow, whatever the values are.
 *
 * Source of the mapping: OpenTelemetry specification, metrics data model, "ExponentialHistogram", logarithm mapping for
 * scales above 0, exponent mapping for others.
 */

/** Buckets of one sign: `counts[n]` belongs to bucket `offset + n`. */
export interface ExponentialBuckets {
  readonly offset: number;
  readonly bucketCounts: number[];
}

/** Everything that was recorded. `min` and `max` are absent while nothing was. */
export interface ExponentialSnapshot {
  readonly count: number;
  readonly sum: number;
  readonly min?: number;
  readonly max?: number;
  readonly scale: number;
  readonly zeroCount: number;
  readonly positive: ExponentialBuckets;
  /** By absolute value. */
  readonly negative: ExponentialBuckets;
}

/** Buckets of each sign at most, as the SDKs have it: a relative error below 5 % over five orders of magnitude. */
export const MAX_BUCKETS = 160;
/** The finest scale there is. */
export const MAX_SCALE = 20;

/** Smallest number with the full precision of a double; what is smaller counts as this. */
const MIN_NORMAL = 2 ** -1022;

/** Bucket of a positive number at a scale of -10 to 20. Pure. */
export function bucketOf(value: number, scale: number): number {
  const { exponent, isPower } = splitPower(Math.max(value, MIN_NORMAL));
  // The upper bound belongs to a bucket: a power of two is the last of the one below. Exact, where a logarithm may miss.
  if (isPower) return scale > 0 ? exponent * 2 ** scale - 1 : (exponent - 1) >> -scale;
  if (scale <= 0) return exponent >> -scale;
  const each = 2 ** scale;
  const index = Math.ceil(Math.log2(value) * each) - 1;
  // A logarithm that is a whole number only by rounding leads next door, which is another power of two.
  return Math.min(Math.max(index, exponent * each), (exponent + 1) * each - 1);
}

function splitPower(value: number): { exponent: number; isPower: boolean } {
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, value);
  const high = bits.getUint32(0);
  return {
    exponent: ((high >>> 20) & 0x7ff) - 1023,
    isPower: (high & 0xfffff) === 0 && bits.getUint32(4) === 0,
  };
}

/** Collects values. Numbers only; infinite and NaN are the caller's to keep away. */
export class ExponentialHistogram {
  readonly #positive = new Buckets();
  readonly #negative = new Buckets();
  readonly #maxBuckets: number;
  #scale = MAX_SCALE;
  #zeroCount = 0;
  #count = 0;
  #sum = 0;
  #min = Number.POSITIVE_INFINITY;
  #max = Number.NEGATIVE_INFINITY;

  constructor(maxBuckets = MAX_BUCKETS) {
    this.#maxBuckets = maxBuckets;
  }

  record(value: number): void {
    this.#count += 1;
    this.#sum += value;
    this.#min = Math.min(this.#min, value);
    this.#max = Math.max(this.#max, value);
    if (value === 0) {
      this.#zeroCount += 1;
      return;
    }
    const buckets = value > 0 ? this.#positive : this.#negative;
    const size = Math.abs(value);
    let index = bucketOf(size, this.#scale);
    const halvings = buckets.halvingsFor(index, this.#maxBuckets);
    if (halvings > 0) {
      this.#scale -= halvings;
      this.#positive.halve(halvings);
      this.#negative.halve(halvings);
      index = bucketOf(size, this.#scale);
    }
    buckets.add(index);
  }

  snapshot(): ExponentialSnapshot {
    return {
      count: this.#count,
      sum: this.#sum,
      ...(this.#count > 0 ? { min: this.#min, max: this.#max } : {}),
      scale: this.#scale,
      zeroCount: this.#zeroCount,
      positive: this.#positive.toDense(),
      negative: this.#negative.toDense(),
    };
  }
}

/** Counts by bucket, of one sign. */
class Buckets {
  #counts = new Map<number, number>();
  #low = Number.POSITIVE_INFINITY;
  #high = Number.NEGATIVE_INFINITY;

  add(index: number, count = 1): void {
    this.#counts.set(index, (this.#counts.get(index) ?? 0) + count);
    this.#low = Math.min(this.#low, index);
    this.#high = Math.max(this.#high, index);
  }

  /** How often the resolution has to be halved before this bucket fits beside the others. */
  halvingsFor(index: number, maxBuckets: number): number {
    let low = Math.min(this.#low, index);
    let high = Math.max(this.#high, index);
    let halvings = 0;
    while (high - low >= maxBuckets) {
      low = Math.floor(low / 2);
      high = Math.floor(high / 2);
      halvings += 1;
    }
    return halvings;
  }

  /** Merges each two neighbours, so many times over. */
  halve(times: number): void {
    const counts = this.#counts;
    this.#counts = new Map();
    this.#low = Number.POSITIVE_INFINITY;
    this.#high = Number.NEGATIVE_INFINITY;
    for (const [index, count] of counts) this.add(Math.floor(index / 2 ** times), count);
  }

  toDense(): ExponentialBuckets {
    if (this.#counts.size === 0) return { offset: 0, bucketCounts: [] };
    const bucketCounts = Array.from(
      { length: this.#high - this.#low + 1 },
      (_, position) => this.#counts.get(this.#low + position) ?? 0,
    );
    return { offset: this.#low, bucketCounts };
  }
}
