import { Chunk, type Moment, type Sampled } from './chunk.ts';

/** All samples are kept for so long, ms. */
const FULL_MS = 10 * 60_000;
/** Before that one every so many ms. */
const OLD_EVERY_MS = 10_000;
/** One every so many ms is all that is left of the oldest when memory is short. */
const THIN_EVERY_MS = 60_000;
/** Length of a chunk: short where chunks are thinned soon, long where they only grow old, ms. */
const FRESH_CHUNK_MS = 60_000;
const OLD_CHUNK_MS = 10 * 60_000;
/** However short its time is, a chunk is full here, bytes: what is dropped at once is never much. */
const FULL_CHUNK_BYTES = 1024 * 1024;
/** Samples do not come at exact seconds. */
const SLACK_MS = 500;
/** All memory that the history takes at most, bytes. */
const MAX_BYTES = 16 * 1024 * 1024;

/** A time from which not all samples are left, ms since the epoch. */
export interface Thinned {
  readonly from: number;
  readonly until: number;
  /** One sample every so many ms was kept. */
  readonly everyMs: number;
}

/**
 * Raw samples of a whole call in bounded memory: all of the last ten minutes, one every ten seconds from before. When that is
 * too much the oldest are thinned to one a minute, and then dropped.
 */
export class History {
  readonly #maxBytes: number;
  /** Oldest first; the last one of each is still written. */
  readonly #old: Chunk[] = [];
  readonly #fresh: Chunk[] = [];
  #droppedUntil: number | undefined;

  constructor(maxBytes = MAX_BYTES) {
    this.#maxBytes = maxBytes;
  }

  /** Memory that it takes, bytes, about. */
  get bytes(): number {
    return this.#chunks.reduce((sum, chunk) => sum + chunk.bytes, 0);
  }

  /** Until when samples were dropped, ms since the epoch; `undefined`: none were. */
  get droppedUntil(): number | undefined {
    return this.#droppedUntil;
  }

  /** Times from which not all samples are left, oldest first; those that touch are one. */
  get thinned(): readonly Thinned[] {
    const times: Thinned[] = [];
    for (const { from, until, everyMs } of this.#chunks) {
      if (everyMs === 0) continue;
      const before = times.at(-1);
      if (before?.everyMs === everyMs) times.splice(-1, 1, { ...before, until });
      else times.push({ from, until, everyMs });
    }
    return times;
  }

  /** Adds a sample. `at`: ms since the epoch. */
  add(at: number, moment: Moment): void {
    append(this.#fresh, { at, moment }, { everyMs: 0, chunkMs: FRESH_CHUNK_MS });
    for (let [oldest] = this.#fresh; oldest !== undefined && this.#fresh.length > 1; [oldest] = this.#fresh) {
      if (at - oldest.until <= FULL_MS) break;
      this.#fresh.shift();
      this.#age(oldest);
    }
    while (this.bytes > this.#maxBytes && this.#shrink()) continue;
  }

  /** All samples that are left, in order. */
  *read(): Generator<Sampled> {
    for (const chunk of this.#chunks) yield* chunk.read();
  }

  get #chunks(): readonly Chunk[] {
    return [...this.#old, ...this.#fresh];
  }

  /** A fresh chunk has become old: few of its samples are kept. */
  #age(chunk: Chunk): void {
    for (const sampled of chunk.read()) {
      const sinceMs = sampled.at - (this.#old.at(-1)?.until ?? -Infinity);
      // A clock that was set back (below 0) begins anew.
      if (sinceMs >= 0 && sinceMs < OLD_EVERY_MS - SLACK_MS) continue;
      append(this.#old, sampled, { everyMs: OLD_EVERY_MS, chunkMs: OLD_CHUNK_MS });
    }
  }

  /** Takes the oldest of what can be taken; `false`: there is nothing more. */
  #shrink(): boolean {
    const place = this.#old.findIndex(({ everyMs }) => everyMs < THIN_EVERY_MS);
    const thick = this.#old[place];
    if (thick !== undefined) {
      this.#old.splice(place, 1, thinnedChunk(thick));
      return true;
    }
    if (this.#old.length === 0 && this.#fresh.length > 1) {
      const chunk = this.#fresh.shift();
      if (chunk !== undefined) this.#age(chunk);
      return true;
    }
    const dropped = this.#old.shift();
    if (dropped !== undefined) this.#droppedUntil = dropped.until;
    return dropped !== undefined;
  }
}

interface ChunkShape {
  readonly everyMs: number;
  readonly chunkMs: number;
}

/** Adds to the last chunk, or to a new one when that is full (or of another kind). */
function append(
  chunks: Chunk[],
  sample: { at: number; moment: Moment },
  { everyMs, chunkMs }: ChunkShape,
): void {
  const { at, moment } = sample;
  const last = chunks.at(-1);
  // A clock that was set back begins a new one too: times in a chunk go on.
  const fits =
    last?.everyMs === everyMs &&
    last.bytes < FULL_CHUNK_BYTES &&
    at >= last.until &&
    at - last.from < chunkMs;
  if (fits) {
    last.append(at, moment);
    return;
  }
  last?.seal();
  const chunk = new Chunk(everyMs, at);
  chunk.append(at, moment);
  chunks.push(chunk);
}

function thinnedChunk(chunk: Chunk): Chunk {
  const thinned = new Chunk(THIN_EVERY_MS, chunk.from);
  for (const { at, moment } of chunk.read()) {
    if (thinned.samples === 0 || at - thinned.until >= THIN_EVERY_MS - SLACK_MS) thinned.append(at, moment);
  }
  thinned.seal();
  return thinned;
}
