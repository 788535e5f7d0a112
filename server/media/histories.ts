import type { types } from 'mediasoup';
import { JitterRing } from './jitter-ring.ts';
import type { CountedPackets, Window } from './ports.ts';
import { SnapshotRing } from './snapshot-ring.ts';

/** Packets of the first sending: what was sent again is not among them. */
export type PacketCounters = Readonly<Record<'expected' | 'lost', number>>;
type TransportCounters = Readonly<Record<'bytesIn', number>>;

/** A ring of packets and the last reading of what does not add up. */
interface StreamHistory {
  readonly packets: SnapshotRing<PacketCounters>;
  readonly jitter: JitterRing;
  rttMs: number | undefined;
}

/** The last minute of every producer, pipe, consumer and transport, by id. Bounded by what lives. */
export class Histories {
  readonly #streams = new Map<string, StreamHistory>();
  readonly #transports = new Map<string, SnapshotRing<TransportCounters>>();

  /** All encodings of something that receives: a producer, or the end of a pipe. `clockRate`: of its codec, Hz. */
  addReceived(
    id: string,
    rows: readonly types.ProducerStat[],
    { at, clockRate }: { readonly at: number; readonly clockRate: number },
  ): void {
    const history = this.#stream(id);
    const lost = rows.reduce((sum, row) => sum + Math.max(0, row.packetsLost), 0);
    const came = rows.reduce((sum, row) => sum + Math.max(0, row.packetCount - row.packetsRepaired), 0);
    history.packets.add(at, { expected: came + lost, lost });
    const jitterMs = (Math.max(0, ...rows.map(({ jitter }) => jitter)) * 1_000) / clockRate;
    history.jitter.add(at, { came, jitterMs });
  }

  /** What a consumer sent, and what its receiver says is missing. */
  addSent(id: string, at: number, row: types.ConsumerStat): void {
    const history = this.#stream(id);
    const sent = Math.max(0, row.packetCount - row.packetsRetransmitted);
    history.packets.add(at, { expected: sent, lost: Math.max(0, row.packetsLost) });
    const { roundTripTime } = row;
    if (roundTripTime !== undefined && roundTripTime > 0) history.rttMs = roundTripTime;
  }

  addTransport(id: string, at: number, bytesIn: number): void {
    const ring = this.#transports.get(id) ?? new SnapshotRing<TransportCounters>();
    this.#transports.set(id, ring);
    ring.add(at, { bytesIn });
  }

  /** Packets of a stream in a window; `undefined` where too little of it was read, or nothing was sent. */
  loss(id: string, window: Window): CountedPackets | undefined {
    const grown = this.#streams.get(id)?.packets.grew(window);
    if (grown === undefined || grown.counters.expected === 0) return undefined;
    const { expected, lost } = grown.counters;
    return { expected, lost: Math.min(lost, expected), ms: grown.ms };
  }

  /** Packets of a stream between its last two readings; `undefined` where nothing was due. */
  latest(id: string): PacketCounters | undefined {
    const counters = this.#streams.get(id)?.packets.latest();
    if (counters === undefined || counters.expected === 0) return undefined;
    return { expected: counters.expected, lost: Math.min(counters.lost, counters.expected) };
  }

  /** The most of any reading in a window, of the encoding with the most, ms; `undefined` while nothing comes. */
  jitterMs(id: string, window: Window): number | undefined {
    return this.#streams.get(id)?.jitter.most(window);
  }

  rttMs(id: string): number | undefined {
    return this.#streams.get(id)?.rttMs;
  }

  /** For how long of a window no packet of a stream came, by its readings, ms. */
  dryMs(id: string, window: Window): number {
    return this.#streams.get(id)?.packets.stood('expected', window) ?? 0;
  }

  /** For how long of a window nothing came in by a transport, by its readings, ms. */
  silentMs(id: string, window: Window): number {
    return this.#transports.get(id)?.stood('bytesIn', window) ?? 0;
  }

  retain(isAlive: (id: string) => boolean): void {
    for (const map of [this.#streams, this.#transports])
      for (const id of [...map.keys()]) if (!isAlive(id)) map.delete(id);
  }

  #stream(id: string): StreamHistory {
    const known = this.#streams.get(id);
    if (known !== undefined) return known;
    const made: StreamHistory = {
      packets: new SnapshotRing(),
      jitter: new JitterRing(),
      rttMs: undefined,
    };
    this.#streams.set(id, made);
    return made;
  }
}

/** A track's pipe to one worker, as its history is called. */
export function pipeId(trackId: string, worker: number): string {
  return `${trackId}/pipe/${String(worker)}`;
}
