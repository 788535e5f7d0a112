import { MEASURES, type Measure, type SeenMeasures } from '@earshot/shared';
import type { StatsTransport } from './inputs.ts';
import { numberOf, textOf, type RawStat, type StatsIndex } from './raw.ts';

/** Where a measure is to be found. */
interface Place {
  readonly type: string;
  /** Of objects that have one. */
  readonly kind?: 'audio' | 'video';
  readonly direction?: StatsTransport['direction'];
  /** All of them. An object counts as a field. */
  readonly fields: readonly string[];
  /** The objects that make it due, when it is not on these itself. */
  readonly dueWith?: string;
}

const PLACES: Readonly<Record<Measure, Place>> = {
  freezes: { type: 'inbound-rtp', kind: 'video', fields: ['totalFreezesDuration'] },
  concealment: {
    type: 'inbound-rtp',
    kind: 'audio',
    fields: ['concealedSamples', 'silentConcealedSamples', 'totalSamplesReceived'],
  },
  jitterBuffer: { type: 'inbound-rtp', fields: ['jitterBufferDelay', 'jitterBufferEmittedCount'] },
  decodeTime: { type: 'inbound-rtp', kind: 'video', fields: ['totalDecodeTime'] },
  quantizer: { type: 'inbound-rtp', kind: 'video', fields: ['qpSum'] },
  playoutTime: { type: 'inbound-rtp', fields: ['estimatedPlayoutTimestamp'] },
  playout: { type: 'media-playout', fields: ['totalPlayoutDelay'], dueWith: 'inbound-rtp' },
  sentLoss: { type: 'remote-inbound-rtp', fields: ['packetsLost'] },
  limitation: { type: 'outbound-rtp', kind: 'video', fields: ['qualityLimitationDurations'] },
  encodeTime: { type: 'outbound-rtp', kind: 'video', fields: ['totalEncodeTime'] },
  sourceFrames: { type: 'media-source', kind: 'video', fields: ['frames'] },
  sourceLevel: { type: 'media-source', kind: 'audio', fields: ['audioLevel'] },
  availableBitrate: {
    type: 'candidate-pair',
    direction: 'send',
    fields: ['availableOutgoingBitrate'],
    dueWith: 'outbound-rtp',
  },
};

/** Answers in which a measure was due and not there before the browser counts as lacking it: the first ones are incomplete. */
const LACKING_AFTER = 5;

/** Follows what this browser measures, by what it says; never by its name. */
export class Capabilities {
  readonly #given = new Set<Measure>();
  readonly #missed = new Map<Measure, number>();

  /** Takes one answer of a transport. */
  add(index: StatsIndex, direction: StatsTransport['direction']): void {
    for (const measure of MEASURES) {
      if (this.#given.has(measure)) continue;
      const place = PLACES[measure];
      if (place.direction !== undefined && place.direction !== direction) continue;
      if (index.ofType(place.type).some((stat) => isOf(stat, place) && hasAll(stat, place)))
        this.#given.add(measure);
      else if (isDue(index, place)) this.#missed.set(measure, (this.#missed.get(measure) ?? 0) + 1);
    }
  }

  /** What was seen until now. */
  get seen(): SeenMeasures {
    const lacking = MEASURES.filter(
      (measure) => !this.#given.has(measure) && (this.#missed.get(measure) ?? 0) >= LACKING_AFTER,
    );
    return { given: MEASURES.filter((measure) => this.#given.has(measure)), lacking };
  }
}

/** Media flows that it would be said of. */
function isDue(index: StatsIndex, place: Place): boolean {
  const { type, dueWith = type } = place;
  return index.ofType(dueWith).some((stat) => (dueWith === type ? isOf(stat, place) : true) && flows(stat));
}

/** A stream that carried something; objects that are no streams are there or not. */
function flows(stat: RawStat): boolean {
  if (stat.type !== 'inbound-rtp' && stat.type !== 'outbound-rtp') return true;
  return (numberOf(stat, 'packetsReceived') ?? numberOf(stat, 'packetsSent') ?? 0) > 0;
}

function isOf(stat: RawStat, { kind }: Place): boolean {
  return kind === undefined || textOf(stat, 'kind') === kind;
}

function hasAll(stat: RawStat, { fields }: Place): boolean {
  return fields.every((field) => stat.fields[field] !== undefined && stat.fields[field] !== null);
}
