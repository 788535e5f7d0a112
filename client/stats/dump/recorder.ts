import type { StatsTransport } from '../inputs.ts';
import type { StatsIndex } from '../raw.ts';
import type { Moment } from './chunk.ts';
import { History } from './history.ts';
import { maskStats, type SafeValue } from './mask.ts';

/** Something that happened to a connection, or to the recording. */
export interface LogEntry {
  /** ms since the epoch. */
  readonly at: number;
  /** mediasoup's id of the transport; `undefined`: it is about all. */
  readonly transportId: string | undefined;
  readonly type: string;
  readonly value: string;
}

/** One connection's answer. */
export interface RawAnswer {
  readonly transport: Pick<StatsTransport, 'id' | 'direction' | 'state'>;
  readonly index: StatsIndex | undefined;
}

/** Entries of the log at most; the newest are kept. */
const MAX_LOG = 1_000;
/** Connections that are followed at most. */
const MAX_TRANSPORTS = 64;

/** Keeps raw samples and what happened to connections, without what does not leave the device. */
export class Recorder {
  readonly history: History;
  readonly #log: LogEntry[] = [];
  readonly #transports = new Map<string, RTCPeerConnectionState>();

  constructor(history = new History()) {
    this.history = history;
  }

  /** Oldest first. */
  get log(): readonly LogEntry[] {
    return this.#log;
  }

  /** Takes one round. `at`: ms since the epoch; `gapMs`: how long sampling stood still before it. */
  record(at: number, answers: readonly RawAnswer[], gapMs: number | undefined): void {
    if (gapMs !== undefined)
      this.#note({
        at,
        transportId: undefined,
        type: 'earshot.gap',
        value: `${String(Math.round(gapMs))} ms`,
      });
    for (const { transport } of answers) this.#follow(at, transport);
    const moment = momentOf(answers);
    if (moment.size > 0) this.history.add(at, moment);
  }

  #follow(at: number, { id, direction, state }: RawAnswer['transport']): void {
    const before = this.#transports.get(id);
    if (before === state || (before === undefined && this.#transports.size >= MAX_TRANSPORTS)) return;
    this.#transports.set(id, state);
    if (before === undefined)
      this.#note({ at, transportId: id, type: 'earshot.direction', value: direction });
    this.#note({ at, transportId: id, type: 'connectionstatechange', value: state });
  }

  #note(entry: LogEntry): void {
    this.#log.push(entry);
    if (this.#log.length > MAX_LOG) this.#log.shift();
  }
}

/** Transport and stats id as one name, and apart again. */
function objectName(transportId: string, statId: string): string {
  return `${transportId} ${statId}`;
}

/** @see objectName */
export function splitObjectName(name: string): readonly [transportId: string, statId: string] {
  const end = name.indexOf(' ');
  return [name.slice(0, end), name.slice(end + 1)];
}

function momentOf(answers: readonly RawAnswer[]): Moment {
  const moment = new Map<string, ReadonlyMap<string, SafeValue>>();
  for (const { transport, index } of answers) {
    if (index === undefined) continue;
    for (const { id, values } of maskStats(index.all)) moment.set(objectName(transport.id, id), values);
  }
  return moment;
}
