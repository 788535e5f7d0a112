import { isWritable, type ByteReader, type ByteWriter } from './bytes.ts';
import type { SafeValue } from './mask.ts';

/** How a value is written: as a difference to the one before, where both are numbers of few digits. */
export const KIND = {
  /** It is no longer there. */
  gone: 0,
  /** A whole number, by its difference. */
  whole: 1,
  /** Thousandths, likewise: times. */
  milli: 2,
  /** Millionths, likewise: durations. */
  micro: 3,
  /** Any number, as it is. */
  float: 4,
  /** A word, by its place in the list of names. */
  text: 5,
  flag: 6,
  /** Not a value: a series that is new, by its names. Its value follows. */
  named: 7,
} as const;

/** One of them. */
export type Kind = (typeof KIND)[keyof typeof KIND];

const SCALES: readonly (readonly [Kind, number])[] = [
  [KIND.whole, 1],
  [KIND.milli, 1e3],
  [KIND.micro, 1e6],
];

/** A value on its way, with the one before it. */
export interface Change {
  readonly value: SafeValue | undefined;
  readonly before: SafeValue | undefined;
}

/** Words by their place. */
export interface Names {
  indexOf(name: string): number;
}

/** How a value is to be written. */
export function kindOf({ value }: Pick<Change, 'value'>): Kind {
  if (value === undefined) return KIND.gone;
  if (typeof value === 'string') return KIND.text;
  if (typeof value === 'boolean') return KIND.flag;
  const fitting = SCALES.find(([, scale]) => {
    const scaled = Math.round(value * scale);
    return isWritable(scaled) && scaled / scale === value;
  });
  return fitting?.[0] ?? KIND.float;
}

/** Writes a value that `kindOf` said this of. */
export function writeValue(writer: ByteWriter, names: Names, change: Change): void {
  const { value, before } = change;
  if (typeof value === 'string') writer.writeCount(names.indexOf(value));
  else if (typeof value === 'boolean') writer.writeCount(value ? 1 : 0);
  else if (value !== undefined) {
    const scale = scaleOf(kindOf(change));
    if (scale === undefined) writer.writeFloat(value);
    else writer.writeSigned(Math.round(value * scale) - scaledOf(before, scale));
  }
}

/** Reads what `writeValue` wrote. */
export function readValue(
  reader: ByteReader,
  kind: Kind,
  { names, before }: { readonly names: readonly string[]; readonly before: SafeValue | undefined },
): SafeValue | undefined {
  if (kind === KIND.gone) return undefined;
  if (kind === KIND.text) return names[reader.readCount()] ?? '';
  if (kind === KIND.flag) return reader.readCount() === 1;
  const scale = scaleOf(kind);
  return scale === undefined ? reader.readFloat() : (scaledOf(before, scale) + reader.readSigned()) / scale;
}

function scaleOf(kind: Kind): number | undefined {
  return SCALES.find(([other]) => other === kind)?.[1];
}

/** What a difference is taken to; writer and reader come to the same. */
function scaledOf(value: SafeValue | undefined, scale: number): number {
  const scaled = typeof value === 'number' ? Math.round(value * scale) : 0;
  return isWritable(scaled) ? scaled : 0;
}
