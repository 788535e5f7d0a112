import type { StatsSample, StreamSample, TransportSample } from './api.ts';
import { MetricTable } from './collected-metrics.ts';
import type {
  CollectedIdentity,
  CollectedStream,
  CollectedSummary,
  CollectedTransport,
  StreamsByKind,
} from './collector-api.ts';

/** Streams in one summary at most: twice what a report to the server holds, and then some. Layers count too. */
const MAX_STREAMS = 256;
/** Transports in one summary at most; they change when media is opened again. */
const MAX_TRANSPORTS = 16;

type Identity = Pick<StreamSample, CollectedIdentity>;

interface Gathered {
  readonly identity: Identity;
  readonly table: MetricTable;
  readonly layers: Map<string, Gathered>;
}

/** Gathers samples into one summary. */
export class SummaryTable {
  readonly #streams = new Map<string, Gathered>();
  readonly #transports = new Map<string, { sample: TransportSample; table: MetricTable }>();
  readonly #playout = new MetricTable();
  #hasPlayout = false;
  #streamCount = 0;
  #truncated = false;
  #gap = false;

  /** Adds a sample to data point `row`, counted from 0. */
  add(row: number, sample: StatsSample): void {
    this.#gap ||= sample.gap;
    for (const stream of sample.streams) this.#addStream(row, stream);
    for (const transport of sample.transports) this.#addTransport(row, transport);
    if (sample.playout === undefined) return;
    this.#hasPlayout = true;
    this.#playout.add(row, { ...sample.playout });
  }

  /** The summary. `from`, `timestamp`: ms since the epoch; `intervalsMs`: true length of each data point. */
  finish(time: Pick<CollectedSummary, 'from' | 'timestamp' | 'intervalsMs'>): CollectedSummary {
    const rows = time.intervalsMs.length;
    const finished = [...this.#streams.values()].map((stream) => finish(stream, rows, time.timestamp));
    const transports = [...this.#transports.values()].map(({ sample: { id, direction }, table }) => ({
      id,
      direction,
      ...table.finish(rows, time.timestamp),
    })) as readonly CollectedTransport[];
    return {
      ...time,
      gap: this.#gap,
      truncated: this.#truncated,
      ...byKind(finished),
      transports,
      ...(this.#hasPlayout ? { playout: this.#playout.finish(rows, time.timestamp) } : {}),
    };
  }

  #addStream(row: number, stream: StreamSample): void {
    const gathered = this.#gather(this.#streams, stream);
    if (gathered === undefined) return;
    gathered.table.add(row, measuresOf(stream));
    for (const layer of stream.altLayouts ?? [])
      this.#gather(gathered.layers, layer)?.table.add(row, measuresOf(layer));
  }

  #gather(among: Map<string, Gathered>, stream: StreamSample): Gathered | undefined {
    const known = among.get(stream.id);
    if (known !== undefined) return known;
    if (this.#streamCount >= MAX_STREAMS) {
      this.#truncated = true;
      return undefined;
    }
    this.#streamCount += 1;
    const { id, trackId, participantId, source, direction, transportId } = stream;
    const identity = { id, trackId, participantId, source, direction, transportId };
    const gathered = { identity, table: new MetricTable(), layers: new Map<string, Gathered>() };
    among.set(stream.id, gathered);
    return gathered;
  }

  #addTransport(row: number, sample: TransportSample): void {
    const known = this.#transports.get(sample.id);
    if (known === undefined && this.#transports.size >= MAX_TRANSPORTS) return;
    const gathered = known ?? { sample, table: new MetricTable() };
    this.#transports.set(sample.id, gathered);
    const { id: _id, direction: _direction, ...measures } = sample;
    gathered.table.add(row, measures);
  }
}

function measuresOf(stream: StreamSample): Readonly<Record<string, unknown>> {
  const { id: _id, trackId: _track, participantId: _who, source: _source, ...rest } = stream;
  const { direction: _direction, transportId: _transport, altLayouts: _layers, ...measures } = rest;
  return measures;
}

/** The table has taken only measures of `StreamSample`: what comes out of it has their names and types. */
function finish({ identity, table, layers }: Gathered, rows: number, timestamp: number): CollectedStream {
  const altLayouts = [...layers.values()].map((layer) => finish(layer, rows, timestamp));
  return {
    ...identity,
    ...table.finish(rows, timestamp),
    ...(altLayouts.length === 0 ? {} : { altLayouts }),
  };
}

/** Streams in the order of their kinds. Pure. */
export function byKind<T extends Pick<StreamSample, 'source' | 'direction'>>(
  streams: readonly T[],
): StreamsByKind<T> {
  const both = (sources: readonly StreamSample['source'][]) => ({
    send: streams.filter(({ source, direction }) => direction === 'send' && sources.includes(source)),
    receive: streams.filter(({ source, direction }) => direction === 'receive' && sources.includes(source)),
  });
  return {
    audio: both(['microphone', 'screenAudio']),
    video: both(['camera']),
    screenShare: both(['screen']),
  };
}
