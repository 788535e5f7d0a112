import type { Instrument, Labels } from './instrument.ts';
import { clientInstruments } from './instruments/clients.ts';
import { forwardingInstruments } from './instruments/forwarding.ts';
import { hostInstruments } from './instruments/host.ts';
import { joinInstruments } from './instruments/joins.ts';
import { mediaInstruments } from './instruments/media.ts';
import { pathInstruments } from './instruments/paths.ts';
import { processInstruments } from './instruments/process.ts';
import { roomInstruments } from './instruments/rooms.ts';
import { surveyInstruments } from './instruments/surveys.ts';
import { signallingInstruments } from './instruments/signalling.ts';
import { storeInstruments } from './instruments/store.ts';

/** The one table in its groups, in the order in which people read them. */
export const INSTRUMENT_GROUPS = {
  'Quality at the clients': { ...clientInstruments, ...surveyInstruments },
  'Paths of clients': pathInstruments,
  Joining: joinInstruments,
  'Rooms and participants': roomInstruments,
  Signalling: signallingInstruments,
  Media: mediaInstruments,
  Forwarding: forwardingInstruments,
  'Call store': storeInstruments,
  Process: processInstruments,
  Machine: hostInstruments,
} as const satisfies Record<string, Readonly<Record<string, Instrument>>>;

/**
 * The one instrument table: metrics, their documentation, the OTLP export, dashboards, rules and the tests that keep
 * these true are all made from it. Labels come from closed lists; a room, call, participant or address never is one.
 */
export const INSTRUMENTS = {
  ...clientInstruments,
  ...pathInstruments,
  ...surveyInstruments,
  ...joinInstruments,
  ...roomInstruments,
  ...signallingInstruments,
  ...mediaInstruments,
  ...forwardingInstruments,
  ...storeInstruments,
  ...processInstruments,
  ...hostInstruments,
} as const;

/** Name of an instrument. */
export type InstrumentName = keyof typeof INSTRUMENTS;
/** Names of the instruments of one type. */
export type NameOf<T extends Instrument['type']> = {
  [N in InstrumentName]: (typeof INSTRUMENTS)[N]['type'] extends T ? N : never;
}[InstrumentName];

type ValueOf<V> = V extends readonly string[] ? V[number] : string;
type LabelsFrom<L> = { readonly [K in keyof L]: ValueOf<L[K]> };
type RowLabels<N extends InstrumentName> = (typeof INSTRUMENTS)[N]['labels'];
/** What must be given as labels with one instrument: all of them, and no other. */
export type LabelsOf<N extends InstrumentName> = N extends InstrumentName
  ? keyof RowLabels<N> extends never
    ? Readonly<Record<string, never>>
    : LabelsFrom<RowLabels<N>>
  : never;

/** All names, in the order of the table. */
export const INSTRUMENT_NAMES = Object.keys(INSTRUMENTS) as [InstrumentName, ...InstrumentName[]];

/** A row without its exact types, for code that goes over all of them. */
export function instrument(name: InstrumentName): Instrument {
  return INSTRUMENTS[name];
}

/** Every combination of closed label values that can occur; `undefined` when a label's values are not known beforehand. */
export function combinationsOf(row: Instrument): readonly Readonly<Record<string, string>>[] | undefined {
  let combinations: Record<string, string>[] = [{}];
  for (const [label, values] of Object.entries<Labels[string]>(row.labels)) {
    if (!isClosed(values)) return undefined;
    combinations = combinations.flatMap((known) => values.map((value) => ({ ...known, [label]: value })));
  }
  return row.occurs === undefined ? combinations : combinations.filter(row.occurs);
}

/** Whether a label's values are a closed list. */
export function isClosed(values: Labels[string]): values is readonly string[] {
  return Array.isArray(values);
}
