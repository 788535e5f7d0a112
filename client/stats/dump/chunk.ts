import { ByteReader, ByteWriter } from './bytes.ts';
import type { SafeValue } from './mask.ts';
import { KIND, kindOf, readValue, writeValue, type Kind, type Names } from './values.ts';

/**
 * Some minutes of samples in few bytes. A sample is all values of all objects; of each only what changed since the sample
 * before is written. A chunk stands for itself: it knows its own names, so that any of them can be dropped.
 *
 * Each sample is: ms since the one before, number of entries, entries. An entry is `8 * skip + kind`, where `skip` is how
 * many series were left out since the entry before, and what its kind wants.
 */

/** All values of one moment: by object, by field. */
export type Moment = ReadonlyMap<string, ReadonlyMap<string, SafeValue>>;

/** One sample out of a chunk. */
export interface Sampled {
  /** ms since the epoch. */
  readonly at: number;
  /** Valid until the next one is read. */
  readonly moment: Moment;
}

/** One value over time, while its chunk is written. */
interface Series {
  readonly index: number;
  readonly object: string;
  readonly field: string;
  value: SafeValue | undefined;
  /** The last sample that had it. */
  seenIn: number;
}

/** Memory that a series costs while its chunk is written, and a name in any chunk, bytes, about. */
const SERIES_COST = 160;
const NAME_COST = 40;

/** Writes samples and reads them again. */
export class Chunk {
  /** One sample every so many ms was kept; 0: all of them. */
  readonly everyMs: number;
  /** Time of the first sample, ms since the epoch. */
  readonly from: number;
  readonly #writer = new ByteWriter();
  readonly #names = new NameList();
  #until: number;
  #samples = 0;
  #bySeries: Map<string, Map<string, Series>> | undefined = new Map();
  #series: Series[] = [];

  constructor(everyMs: number, from: number) {
    this.everyMs = everyMs;
    this.from = Math.round(from);
    this.#until = this.from;
  }

  /** Time of the last sample, ms since the epoch. */
  get until(): number {
    return this.#until;
  }

  get samples(): number {
    return this.#samples;
  }

  /** Memory that it takes, bytes, about. */
  get bytes(): number {
    return this.#writer.capacity + this.#names.bytes + this.#series.length * SERIES_COST;
  }

  /** Adds a sample. `at`: ms since the epoch; may be before the last one when the clock was set. */
  append(at: number, moment: Moment): void {
    this.#samples += 1;
    const changed = this.#changes(moment);
    this.#writer.writeSigned(Math.round(at) - this.#until);
    this.#until = Math.round(at);
    this.#writer.writeCount(changed.length);
    let next = 0;
    for (const { series, value, isNew } of changed) {
      if (isNew) this.#writeName(series);
      this.#writer.writeCount(8 * (isNew ? 0 : series.index - next) + kindOf({ value }));
      writeValue(this.#writer, this.#names, { value, before: series.value });
      series.value = value;
      next = series.index + 1;
    }
  }

  /** No more samples will come: keeps only what it takes to read. */
  seal(): void {
    this.#bySeries = undefined;
    this.#series = [];
    this.#writer.trim();
    this.#names.seal();
  }

  /** The samples, in order. */
  *read(): Generator<Sampled> {
    const reader = new ByteReader(this.#writer.written);
    const state: ReadState = { names: this.#names.all, series: [], moment: new Map() };
    let at = this.from;
    while (!reader.done) {
      at += reader.readSigned();
      readChanges(reader, state);
      yield { at, moment: state.moment };
    }
  }

  /** What is other than in the sample before, in the order of the series. */
  #changes(moment: Moment): readonly Changed[] {
    const changed: Changed[] = [];
    const known = this.#series.length;
    for (const [object, values] of moment) {
      for (const [field, value] of values) {
        const series = this.#seriesOf(object, field);
        series.seenIn = this.#samples;
        if (!Object.is(series.value, value)) changed.push({ series, value, isNew: series.index >= known });
      }
    }
    for (const series of this.#series) {
      if (series.seenIn === this.#samples || series.value === undefined) continue;
      changed.push({ series, value: undefined, isNew: false });
    }
    return changed.sort((left, right) => left.series.index - right.series.index);
  }

  #seriesOf(object: string, field: string): Series {
    if (this.#bySeries === undefined) throw new TypeError('The chunk is sealed.');
    const byField = this.#bySeries.get(object) ?? new Map<string, Series>();
    this.#bySeries.set(object, byField);
    const known = byField.get(field);
    if (known !== undefined) return known;
    const series = { index: this.#series.length, object, field, value: undefined, seenIn: 0 };
    byField.set(field, series);
    this.#series.push(series);
    return series;
  }

  #writeName({ object, field }: Series): void {
    this.#writer.writeCount(KIND.named);
    this.#writer.writeCount(this.#names.indexOf(object));
    this.#writer.writeCount(this.#names.indexOf(field));
  }
}

interface Changed {
  readonly series: Series;
  readonly value: SafeValue | undefined;
  readonly isNew: boolean;
}

/** Words, each once. */
class NameList implements Names {
  readonly all: string[] = [];
  #index = new Map<string, number>();
  #characters = 0;

  /** Memory that they take, bytes, about. */
  get bytes(): number {
    return this.#characters + this.all.length * NAME_COST;
  }

  indexOf(name: string): number {
    const known = this.#index.get(name);
    if (known !== undefined) return known;
    const index = this.all.length;
    this.all.push(name);
    this.#index.set(name, index);
    this.#characters += name.length;
    return index;
  }

  /** No more words will come. */
  seal(): void {
    this.#index = new Map();
  }
}

interface ReadState {
  readonly names: readonly string[];
  readonly series: Pick<Series, 'object' | 'field' | 'value'>[];
  readonly moment: Map<string, Map<string, SafeValue>>;
}

function readChanges(reader: ByteReader, { names, series, moment }: ReadState): void {
  let next = 0;
  for (let left = reader.readCount(); left > 0; left -= 1) {
    let head = reader.readCount();
    if (head % 8 === KIND.named) {
      const [object = '', field = ''] = [names[reader.readCount()], names[reader.readCount()]];
      next = series.push({ object, field, value: undefined }) - 1;
      head = reader.readCount();
    }
    next += Math.floor(head / 8);
    const one = series[next];
    if (one === undefined) throw new TypeError('The chunk is broken.');
    one.value = readValue(reader, (head % 8) as Kind, { names, before: one.value });
    put(moment, one);
    next += 1;
  }
}

function put(
  moment: Map<string, Map<string, SafeValue>>,
  { object, field, value }: ReadState['series'][number],
): void {
  const values = moment.get(object) ?? new Map<string, SafeValue>();
  if (value === undefined) values.delete(field);
  else values.set(field, value);
  if (values.size === 0) moment.delete(object);
  else moment.set(object, values);
}
