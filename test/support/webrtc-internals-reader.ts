/**
 * Reads a file that Chromium's `webrtc-internals` (or something in its form) saved. Written from the form alone: it shares
 * nothing with what writes it here.
 */

/** One field of one stats object over time. */
export interface ReadSeries {
  readonly statsType: string;
  readonly startTime: number;
  readonly endTime: number;
  /** ms since the epoch, and what the field was then; `null`: it was not there. */
  readonly points: readonly (readonly [at: number, value: unknown])[];
}

/** One connection. */
export interface ReadConnection {
  readonly updates: readonly { readonly time: number; readonly type: string; readonly value: string }[];
  /** By `id-field`. */
  readonly series: ReadonlyMap<string, ReadSeries>;
}

/** The connections in the file, by their names. Throws where it is not in that form. */
export function readInternalsDump(text: string): ReadonlyMap<string, ReadConnection> {
  const file: unknown = JSON.parse(text);
  const connections = child(file, 'PeerConnections');
  return new Map(entriesOf(connections).map(([name, connection]) => [name, readConnection(connection)]));
}

function readConnection(connection: unknown): ReadConnection {
  const stats = child(connection, 'stats');
  const raw = new Map(entriesOf(stats).map(([key, series]) => [key, valuesOf(series)]));
  const series = new Map<string, ReadSeries>();
  for (const [key, told] of entriesOf(stats)) {
    const object = key.slice(0, key.lastIndexOf('-'));
    const times = raw.get(`${object}-timestamp`) ?? [];
    const values = raw.get(key) ?? [];
    if (times.length !== values.length) throw new Error(`${key} is not as long as its times`);
    series.set(key, {
      statsType: String(child(told, 'statsType')),
      startTime: Date.parse(String(child(told, 'startTime'))),
      endTime: Date.parse(String(child(told, 'endTime'))),
      points: values.map((value, position) => [Number(times[position]), value] as const),
    });
  }
  const updates = child(connection, 'updateLog');
  if (!Array.isArray(updates)) throw new Error('updateLog is no list');
  return { updates: updates.map(readUpdate), series };
}

function readUpdate(update: unknown): ReadConnection['updates'][number] {
  return {
    time: Date.parse(String(child(update, 'time'))),
    type: String(child(update, 'type')),
    value: String(child(update, 'value')),
  };
}

/** Values are JSON within JSON. */
function valuesOf(series: unknown): readonly unknown[] {
  const values: unknown = JSON.parse(String(child(series, 'values')));
  if (!Array.isArray(values)) throw new Error('values are no list');
  return values as readonly unknown[];
}

function child(parent: unknown, name: string): unknown {
  const found = entriesOf(parent).find(([key]) => key === name);
  if (found === undefined) throw new Error(`no ${name}`);
  return found[1];
}

function entriesOf(value: unknown): readonly (readonly [string, unknown])[] {
  if (typeof value !== 'object' || value === null) throw new Error('not an object');
  return Object.entries(value);
}
