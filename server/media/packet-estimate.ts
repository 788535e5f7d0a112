/**
 * Packets/s that a worker sends, estimated: transports count bytes only, and asking every consumer costs too much. What
 * a consumer sends is what its producer's encoding receives, less the layers above those it forwards. Pure.
 */

/** One encoding of a producer as last measured. */
export interface EncodingRate {
  /** Inbound packets/s. */
  readonly packetsPerSecond: number;
  readonly bitrate: number;
  /** `"spatial.temporal"` -> bits/s of that layer with all below it; empty for one layer. */
  readonly bitrateByLayer: Readonly<Record<string, number>>;
}

/** A producer's encodings in the order of its parameters. */
export interface ProducerRates {
  readonly type: 'simple' | 'simulcast' | 'svc';
  readonly encodings: readonly (EncodingRate | undefined)[];
}

/** What decides how much a consumer sends. */
export interface Forwarding {
  /** Neither side has paused it and its transport is connected. */
  readonly active: boolean;
  /** Layers forwarded now; `undefined` for simple ones and while no layer comes. */
  readonly layers: { readonly spatial: number; readonly temporal: number } | undefined;
}

/** Packets/s one consumer of the producer sends now. */
export function estimateForwarded(producer: ProducerRates, forwarding: Forwarding): number {
  if (!forwarding.active) return 0;
  const { layers } = forwarding;
  switch (producer.type) {
    case 'simple':
      return producer.encodings[0]?.packetsPerSecond ?? 0;
    case 'simulcast': {
      if (layers === undefined) return 0;
      const encoding = producer.encodings[layers.spatial];
      // Within one encoding of simulcast all layers have spatial number 0.
      return encoding === undefined ? 0 : share(encoding, 0, layers.temporal);
    }
    case 'svc': {
      const [encoding] = producer.encodings;
      return encoding === undefined || layers === undefined
        ? 0
        : share(encoding, layers.spatial, layers.temporal);
    }
  }
}

/** Packets are taken to be spread over layers as bits are. */
function share(encoding: EncodingRate, spatial: number, temporal: number): number {
  const upTo = encoding.bitrateByLayer[`${spatial}.${temporal}`];
  if (upTo === undefined || upTo <= 0 || encoding.bitrate <= 0) return encoding.packetsPerSecond;
  return encoding.packetsPerSecond * Math.min(1, upTo / encoding.bitrate);
}

/**
 * Rate between two readings of a counter; `undefined` when there is no earlier one or no time between them, 0 when the
 * counter went back.
 */
export function computeRate(
  before: { readonly count: number; readonly at: number } | undefined,
  count: number,
  at: number,
): number | undefined {
  if (before === undefined || at <= before.at) return undefined;
  return (Math.max(0, count - before.count) * 1_000) / (at - before.at);
}

/** (estimated - measured) / measured; NaN without measured packets, because nothing can be said then. */
export function computeRelativeError(estimated: number, measured: number): number {
  return measured > 0 ? (estimated - measured) / measured : Number.NaN;
}

/**
 * The next `count` items of a list that changes between calls, from `cursor` on and around its end, each once.
 */
export function selectRotating<T>(
  list: readonly T[],
  cursor: number,
  count: number,
): { readonly selected: readonly T[]; readonly cursor: number } {
  if (list.length === 0) return { selected: [], cursor: 0 };
  const from = cursor % list.length;
  const take = Math.min(count, list.length);
  const selected = [...list, ...list].slice(from, from + take);
  return { selected, cursor: (from + take) % list.length };
}
