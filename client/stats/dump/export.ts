import type { History } from './history.ts';
import type { SafeValue } from './mask.ts';
import { splitObjectName, type LogEntry, type Recorder } from './recorder.ts';

/**
 * The form in which Chromium's `chrome://webrtc-internals` saves what it saw: an entry for each connection, in it a series for
 * each field of each stats object, named `id-field`, with its values as JSON in a string. The series `id-timestamp` of the same
 * length tells when, in ms; `null` stands where a field was not there.
 */

/** All that was seen of one stats object. */
interface ObjectColumns {
  /** ms since the epoch. */
  readonly from: number;
  until: number;
  length: number;
  readonly columns: Map<string, Cell[]>;
}

type Cell = SafeValue | Readonly<Record<string, SafeValue>> | null;

type Connection = Map<string, ObjectColumns>;

/** The file, in pieces. */
export function* exportDump(recorder: Recorder, userAgent: string): Generator<string> {
  const connections = gather(recorder.history);
  yield `{"getUserMedia":[],"PeerConnections":{`;
  let number = 0;
  for (const [transportId, objects] of connections) {
    number += 1;
    yield `${number === 1 ? '' : ','}"1-${String(number)}":{"pid":1,"rid":${String(number)},"url":"","rtcConfiguration":"","constraints":"",`;
    yield `"updateLog":${JSON.stringify(updateLog(recorder, transportId))},"stats":{`;
    yield* exportObjects(objects);
    yield '}}';
  }
  yield `},"UserAgent":${JSON.stringify(userAgent)}}`;
}

function* exportObjects(objects: Connection): Generator<string> {
  let separator = '';
  for (const [id, { from, until, length, columns }] of objects) {
    const times = { startTime: new Date(from).toISOString(), endTime: new Date(until).toISOString() };
    const statsType = columns.get('type')?.find((type) => type !== null) ?? '';
    for (const [field, cells] of columns) {
      pad(cells, length);
      const series = { ...times, statsType, values: JSON.stringify(cells) };
      yield `${separator}${JSON.stringify(`${id}-${field}`)}:${JSON.stringify(series)}`;
      separator = ',';
    }
  }
}

function gather(history: History): ReadonlyMap<string, Connection> {
  const connections = new Map<string, Connection>();
  for (const { at, moment } of history.read()) {
    for (const [name, values] of moment) {
      const [transportId, id] = splitObjectName(name);
      const connection = connections.get(transportId) ?? new Map<string, ObjectColumns>();
      connections.set(transportId, connection);
      const object = connection.get(id) ?? {
        from: at,
        until: at,
        length: 0,
        columns: new Map<string, Cell[]>(),
      };
      connection.set(id, object);
      addRow(object, at, values);
    }
  }
  return connections;
}

function addRow(object: ObjectColumns, at: number, values: ReadonlyMap<string, SafeValue>): void {
  object.until = at;
  for (const [field, value] of nested(values)) {
    const cells = object.columns.get(field) ?? [];
    object.columns.set(field, cells);
    pad(cells, object.length);
    cells.push(value);
  }
  object.length += 1;
}

function pad(cells: Cell[], length: number): void {
  while (cells.length < length) cells.push(null);
}

/** Parts of records (`durations.cpu`) are records again. */
function nested(values: ReadonlyMap<string, SafeValue>): ReadonlyMap<string, Cell> {
  const fields = new Map<string, Cell>();
  const records = new Map<string, Record<string, SafeValue>>();
  for (const [name, value] of values) {
    const [field = name, part] = name.split('.', 2);
    if (part === undefined) {
      fields.set(field, value);
      continue;
    }
    const record = records.get(field) ?? {};
    record[part] = value;
    records.set(field, record);
    fields.set(field, record);
  }
  return fields;
}

function updateLog(recorder: Recorder, transportId: string): readonly unknown[] {
  const own = recorder.log.filter(
    (entry) => entry.transportId === undefined || entry.transportId === transportId,
  );
  return [...recordingNotes(recorder.history), ...own]
    .toSorted((left, right) => left.at - right.at)
    .map(({ at, type, value }) => ({ time: new Date(at).toISOString(), type, value }));
}

/** What is not in the file, and why: for the reader of the numbers. */
function recordingNotes({ thinned, droppedUntil }: History): readonly LogEntry[] {
  const transportId = undefined;
  const notes = thinned.map(({ from, until, everyMs }) => ({
    at: from,
    transportId,
    type: 'earshot.thinned',
    value: `one sample every ${String(everyMs)} ms until ${new Date(until).toISOString()}`,
  }));
  if (droppedUntil === undefined) return notes;
  const value = 'all samples until here were dropped: no memory left';
  return [{ at: droppedUntil, transportId, type: 'earshot.dropped', value }, ...notes];
}
