import type { RawStat } from './raw.ts';

/**
 * The one place that turns counters into differences, and knows every way in which they lie:
 *
 * - a counter belongs to a stats id *and* an SSRC: either changes when a track is replaced or a consumer made anew;
 * - the first sight of a stream has no difference, and an unchanged timestamp is a cached answer: both are no sample,
 *   never a zero;
 * - a counter that falls was reset: nothing is concluded from that stream until the next answer. Only `packetsLost`
 *   may fall (late packets are taken back), so it keeps its sign and is clamped over a whole interval;
 * - bytes hold retransmissions and the padding that probes for bandwidth: they are subtracted;
 * - mediasoup probes on a stream of its own (`probator`, SSRC 1234): it is nobody's media;
 * - a layer switch changes the size of frames and looks like a freeze;
 * - in hidden tabs and sleeping machines time passes without answers: that is a gap, not a value.
 */

const PROBATION_MID = 'probator';
const PROBATION_SSRC = 1234;

/** The stream on which mediasoup probes for bandwidth. */
export function isProbation(stat: RawStat): boolean {
  if (!stat.type.endsWith('-rtp')) return false;
  return stat.fields['mid'] === PROBATION_MID || stat.fields['ssrc'] === PROBATION_SSRC;
}

/** Sampling stood still: more than twice the period that was meant and more than 5 s between two answers, ms. */
export function isGap(elapsedMs: number, periodMs: number): boolean {
  return elapsedMs > 2 * periodMs && elapsedMs > 5_000;
}

/** Counters that cannot fall while a stream lives: when one does, the stream began anew. */
const RESET_MARKERS = [
  'packetsReceived',
  'packetsSent',
  'bytesReceived',
  'bytesSent',
  'framesDecoded',
  'framesEncoded',
  'totalSamplesReceived',
  'frames',
] as const;

/** What changed in one stream between two answers. */
export interface Delta {
  /** By the browser's own timestamps, > 0. */
  readonly elapsedMs: number;
  /** Frames have another size than before. */
  readonly sizeChanged: boolean;
  /** Difference of a counter; `undefined` when it was not in both answers or fell. `a.b` reads a nested record. */
  of(counter: string): number | undefined;
  /** Remembers the largest `value` of the stream's life under a name, and answers it. */
  peak(name: string, value: number | undefined): number | undefined;
}

/** `first`: seen for the first time (or begun anew). `unchanged`: the browser answered from its cache. */
export type Difference = Delta | 'first' | 'unchanged';

interface Seen {
  timestamp: number;
  values: ReadonlyMap<string, number>;
  readonly peaks: Map<string, number>;
  round: number;
}

/** More streams than any call has: beyond it the oldest are forgotten. */
const MAX_STREAMS = 1_000;

/** Remembers the last answer of each stream. */
export class CounterStore {
  readonly #seen = new Map<string, Seen>();
  #round = 0;

  /** Difference to this stream's last answer. Ask once per stream and answer. */
  difference(stat: RawStat): Difference {
    const key = keyOf(stat);
    const values = countersOf(stat);
    const before = this.#seen.get(key);
    if (before === undefined) {
      this.#remember(key, { timestamp: stat.timestamp, values, peaks: new Map(), round: this.#round });
      return 'first';
    }
    before.round = this.#round;
    const elapsedMs = stat.timestamp - before.timestamp;
    if (elapsedMs === 0) return 'unchanged';
    const earlier = before.values;
    before.timestamp = stat.timestamp;
    before.values = values;
    if (elapsedMs < 0 || hasRestarted(earlier, values)) {
      before.peaks.clear();
      return 'first';
    }
    return makeDelta(elapsedMs, { earlier, values, peaks: before.peaks });
  }

  /** Forgets the streams that two rounds did not mention. Call once per round of answers. */
  endRound(): void {
    for (const [key, seen] of this.#seen) {
      if (seen.round < this.#round - 1) this.#seen.delete(key);
    }
    this.#round += 1;
  }

  /** Forgets all. */
  clear(): void {
    this.#seen.clear();
  }

  get size(): number {
    return this.#seen.size;
  }

  #remember(key: string, seen: Seen): void {
    this.#seen.set(key, seen);
    if (this.#seen.size <= MAX_STREAMS) return;
    const oldest = this.#seen.keys().next();
    if (oldest.done !== true) this.#seen.delete(oldest.value);
  }
}

/**
 * Media bytes of a stream: without retransmissions and padding probes where the browser counts them.
 * `undefined` when the bytes themselves are not known.
 */
export function mediaBytes(delta: Delta, direction: 'send' | 'receive'): number | undefined {
  const [total, again] =
    direction === 'send'
      ? [delta.of('bytesSent'), delta.of('retransmittedBytesSent')]
      : [delta.of('bytesReceived'), delta.of('retransmittedBytesReceived')];
  return total === undefined ? undefined : Math.max(0, total - (again ?? 0));
}

function keyOf(stat: RawStat): string {
  const ssrc = stat.fields['ssrc'];
  return `${stat.type} ${stat.id} ${typeof ssrc === 'number' ? ssrc : ''}`;
}

function countersOf(stat: RawStat): Map<string, number> {
  const values = new Map<string, number>();
  for (const [name, value] of Object.entries(stat.fields)) {
    if (typeof value === 'number') addFinite(values, name, value);
    else if (typeof value === 'object' && value !== null) {
      for (const [inner, part] of Object.entries(value)) {
        if (typeof part === 'number') addFinite(values, `${name}.${inner}`, part);
      }
    }
  }
  return values;
}

function addFinite(values: Map<string, number>, name: string, value: number): void {
  if (Number.isFinite(value)) values.set(name, value);
}

function hasRestarted(earlier: ReadonlyMap<string, number>, now: ReadonlyMap<string, number>): boolean {
  return RESET_MARKERS.some((name) => {
    const before = earlier.get(name);
    const after = now.get(name);
    return before !== undefined && after !== undefined && after < before;
  });
}

function makeDelta(
  elapsedMs: number,
  { earlier, values, peaks }: Pick<Seen, 'values' | 'peaks'> & { earlier: ReadonlyMap<string, number> },
): Delta {
  const changed = (name: string): boolean => {
    const before = earlier.get(name);
    return before !== undefined && before !== 0 && before !== values.get(name);
  };
  return {
    elapsedMs,
    sizeChanged: changed('frameWidth') || changed('frameHeight'),
    of(counter) {
      const before = earlier.get(counter);
      const after = values.get(counter);
      if (before === undefined || after === undefined) return undefined;
      const difference = after - before;
      return difference < 0 && counter !== 'packetsLost' ? undefined : difference;
    },
    peak(name, value) {
      const before = peaks.get(name);
      if (value !== undefined && (before === undefined || value > before)) peaks.set(name, value);
      return peaks.get(name);
    },
  };
}
