import type { types } from 'mediasoup';
import type { Clock } from '../clock.ts';
import { ActiveTime } from './active-time.ts';
import { Histories, pipeId, type PacketCounters } from './histories.ts';
import {
  computeRate,
  estimateForwarded,
  type EncodingRate,
  type Forwarding,
  type ProducerRates,
} from './packet-estimate.ts';
import { StreamSums, type StreamCounters } from './stream-totals.ts';
import type { LiveWorker } from './workers.ts';

/** What a room shows the poller: all that it has on one worker now. */
export interface Polled {
  readonly live: LiveWorker;
  readonly transports: readonly PolledTransport[];
  /** Published here, by id. */
  readonly producers: ReadonlyMap<string, types.Producer>;
  /** One of them was read. */
  readonly handleRead?: (trackId: string, latest: PacketCounters | undefined) => void;
  /** Piped here from another worker, by id: the producers they come from, which are read there. */
  readonly pipedIn: ReadonlyMap<string, types.Producer>;
  /** The ends of those pipes: what came of it. */
  readonly pipeEnds: readonly types.Producer[];
  /** Published here and piped elsewhere: one entry for each pipe. */
  readonly pipedOut: readonly types.Producer[];
  readonly consumers: readonly PolledConsumer[];
  readonly microphones: readonly PolledMicrophone[];
}

/** A microphone that wants to know, once in each period, how many packets came from it in all. */
export interface PolledMicrophone {
  readonly producer: types.Producer;
  readonly look: (packets: number) => void;
}

/** Any of mediasoup's transports. */
export interface PolledTransport {
  readonly id: string;
  readonly closed: boolean;
  getStats(): Promise<readonly types.BaseTransportStats[]>;
  /** Gets each reading. */
  readonly handleStats?: (stats: types.BaseTransportStats) => void;
}

/** A consumer and whether its transport is connected. */
export interface PolledConsumer {
  readonly consumer: types.Consumer;
  readonly isConnected: boolean;
  /** Its receiver was not well in the last minute. */
  readonly isWatched: boolean;
}

/** One check of the estimate: what a consumer sent between two readings, and what it was estimated to send. */
export interface EstimateSample {
  readonly worker: number;
  readonly estimated: number;
  readonly measured: number;
}

/** A producer that was on for less since its last reading keeps its rate, ms. */
const MIN_ACTIVE_MS = 500;

/** The last reading of everything, and the sums since start. Reads reject when the thing was closed meanwhile. */
export class Readings {
  readonly sums = new StreamSums();
  readonly histories = new Histories();
  readonly transportBytes = { in: 0, out: 0 };
  readonly #clock: Clock;
  readonly #active: ActiveTime;
  readonly #encodings = new Map<string, { count: number; at: number; rate: EncodingRate }>();
  readonly #consumed = new Map<string, { count: number; at: number; period: number }>();
  readonly #transports = new Map<string, { in: number; out: number }>();
  #samples: EstimateSample[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#active = new ActiveTime(() => clock.monotonic());
  }

  async readTransport(room: Polled, transport: PolledTransport): Promise<void> {
    if (transport.closed) return;
    const [stats] = await room.live.call(() => transport.getStats());
    if (stats === undefined) return;
    const now = {
      in: stats.rtpBytesReceived + stats.rtxBytesReceived,
      out: stats.rtpBytesSent + stats.rtxBytesSent + stats.probationBytesSent,
    };
    const before = this.#transports.get(transport.id);
    this.transportBytes.in += Math.max(0, now.in - (before?.in ?? 0));
    this.transportBytes.out += Math.max(0, now.out - (before?.out ?? 0));
    this.#transports.set(transport.id, now);
    this.histories.addTransport(transport.id, this.#clock.monotonic(), stats.bytesReceived);
    transport.handleStats?.(stats);
  }

  async readProducer(room: Polled, producer: types.Producer): Promise<void> {
    if (producer.closed) return;
    const rows = await room.live.call(() => producer.getStats());
    // While it is paused nothing comes, and nothing is counted of it.
    const at = this.#active.get(producer);
    // What is paused does not come: that is no silence.
    if (!producer.paused) this.histories.addReceived(producer.id, rows, this.#clockOf(producer));
    for (const row of rows) {
      const id = `${producer.id}/${findEncoding(producer, row)}`;
      this.sums.add({ id: `${id}/${row.ssrc}`, direction: 'in', kind: producer.kind }, toCounters(row));
      const before = this.#encodings.get(id);
      if (before !== undefined && at - before.at < MIN_ACTIVE_MS) continue;
      const packetsPerSecond = computeRate(before, row.packetCount, at) ?? 0;
      const { bitrate, bitrateByLayer } = row;
      const rate = { packetsPerSecond, bitrate, bitrateByLayer };
      this.#encodings.set(id, { count: row.packetCount, at, rate });
    }
    room.handleRead?.(producer.id, producer.paused ? undefined : this.histories.latest(producer.id));
  }

  /** What came out of a pipe at this room's place. */
  async readPipeEnd(room: Polled, producer: types.Producer): Promise<void> {
    if (producer.closed) return;
    const rows = await room.live.call(() => producer.getStats());
    const id = pipeId(producer.id, room.live.index);
    if (!producer.paused) this.histories.addReceived(id, rows, this.#clockOf(producer));
  }

  /** `period` numbers the reading: two in a row make a sample. */
  async readConsumer(room: Polled, polled: PolledConsumer, period: number): Promise<void> {
    const { consumer } = polled;
    if (consumer.closed) return;
    const rows = await room.live.call(() => consumer.getStats());
    const at = this.#clock.monotonic();
    // The producer's row comes with it.
    const row = rows.find(({ type }) => type === 'outbound-rtp');
    if (row === undefined) return;
    const { id, kind } = consumer;
    this.histories.addSent(id, at, row);
    this.sums.add({ id, direction: 'out', kind }, toCounters(row));
    const before = this.#consumed.get(id);
    this.#consumed.set(id, { count: row.packetCount, at, period });
    const measured = before?.period === period - 1 ? computeRate(before, row.packetCount, at) : undefined;
    const producer = room.producers.get(consumer.producerId) ?? room.pipedIn.get(consumer.producerId);
    if (measured === undefined || producer === undefined) return;
    const estimated = this.estimate(this.computeRates(producer), polled);
    this.#samples.push({ worker: room.live.index, estimated, measured });
  }

  #clockOf({ rtpParameters }: types.Producer): { at: number; clockRate: number } {
    return { at: this.#clock.monotonic(), clockRate: rtpParameters.codecs[0]?.clockRate ?? 90_000 };
  }

  /** Packets/s the consumer sends. */
  estimate(rates: ProducerRates, polled: PolledConsumer): number {
    return estimateForwarded(rates, toForwarding(polled));
  }

  /** The rates of a producer's encodings by their last readings. */
  computeRates(producer: types.Producer): ProducerRates {
    const count = Math.max(1, producer.rtpParameters.encodings?.length ?? 1);
    const encodings = Array.from(
      { length: count },
      (_, index) => this.#encodings.get(`${producer.id}/${index}`)?.rate,
    );
    return { type: producer.type, encodings };
  }

  /** Packets/s of all that a producer receives now; a pipe carries the same. */
  sumRates(producer: types.Producer): number {
    if (producer.paused) return 0;
    let sum = 0;
    for (const encoding of this.computeRates(producer).encodings) sum += encoding?.packetsPerSecond ?? 0;
    return sum;
  }

  /** RTP packets that came from a producer, by the last readings of its encodings. */
  countPackets(producer: types.Producer): number {
    const count = Math.max(1, producer.rtpParameters.encodings?.length ?? 1);
    let sum = 0;
    for (let index = 0; index < count; index += 1) {
      sum += this.#encodings.get(`${producer.id}/${String(index)}`)?.count ?? 0;
    }
    return sum;
  }

  /** Samples since the last call. */
  takeSamples(): readonly EstimateSample[] {
    const samples = this.#samples;
    this.#samples = [];
    return samples;
  }

  /** Forgets all but these producers, consumers and transports, so that the maps hold what lives and nothing else. */
  retain(ids: ReadonlySet<string>): void {
    const isAlive = (id: string) => ids.has(id.split('/', 1)[0] ?? id);
    this.sums.retain(isAlive);
    this.histories.retain(isAlive);
    for (const map of [this.#encodings, this.#consumed, this.#transports]) {
      for (const id of [...map.keys()]) if (!isAlive(id)) map.delete(id);
    }
  }
}

function findEncoding(producer: types.Producer, row: types.ProducerStat): number {
  const encodings = producer.rtpParameters.encodings ?? [];
  const index = encodings.findIndex(({ rid, ssrc }) =>
    rid === undefined ? ssrc === row.ssrc : rid === row.rid,
  );
  return Math.max(0, index);
}

function toCounters(row: types.ProducerStat | types.ConsumerStat): StreamCounters {
  return {
    bytes: row.byteCount,
    packets: row.packetCount,
    packetsLost: row.packetsLost,
    nack: row.nackCount,
    pli: row.pliCount,
    retransmitted: row.packetsRetransmitted,
  };
}

function toForwarding({ consumer, isConnected }: PolledConsumer): Forwarding {
  const layers = consumer.currentLayers;
  return {
    active: isConnected && !consumer.paused && !consumer.producerPaused,
    layers:
      layers === undefined
        ? undefined
        : { spatial: layers.spatialLayer, temporal: layers.temporalLayer ?? 0 },
  };
}
