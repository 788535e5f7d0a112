/** How one direction of a network behaves. Absent = perfect. */
export interface Impairment {
  /** Nothing passes. */
  readonly cut?: boolean;
  /** Share of datagrams lost at random, 0..1. Streams lose nothing: their kernel would only be late. */
  readonly loss?: number;
  /** Added one-way delay, ms. */
  readonly delayMs?: number;
  /** Bottleneck, bit/s. */
  readonly rateBps?: number;
  /** Queue before the bottleneck, bytes; what does not fit is lost. Default 64 KiB. */
  readonly queueBytes?: number;
}

/** What happens to one packet. */
export type Verdict = { readonly pass: true; readonly afterMs: number } | { readonly pass: false };

/** The bottleneck's memory: when the last byte queued so far will have left, ms on the caller's clock. */
export interface LinkState {
  readonly freeAt: number;
}

/** A link that has carried nothing. */
export const IDLE: LinkState = { freeAt: 0 };

const DEFAULT_QUEUE_BYTES = 64 * 1024;

/** Decides on one packet: pure in the state, the time and one random number in [0, 1). */
export function decide(
  impairment: Impairment,
  state: LinkState,
  packet: { readonly bytes: number; readonly now: number; readonly random: number },
): { readonly verdict: Verdict; readonly state: LinkState } {
  if (impairment.cut === true) return { verdict: { pass: false }, state };
  if (packet.random < (impairment.loss ?? 0)) return { verdict: { pass: false }, state };
  const delayMs = impairment.delayMs ?? 0;
  if (impairment.rateBps === undefined) return { verdict: { pass: true, afterMs: delayMs }, state };
  const startsAt = Math.max(packet.now, state.freeAt);
  const queuedBytes = ((startsAt - packet.now) / 1000) * (impairment.rateBps / 8);
  if (queuedBytes + packet.bytes > (impairment.queueBytes ?? DEFAULT_QUEUE_BYTES)) {
    return { verdict: { pass: false }, state };
  }
  const freeAt = startsAt + (packet.bytes * 8 * 1000) / impairment.rateBps;
  return { verdict: { pass: true, afterMs: freeAt - packet.now + delayMs }, state: { freeAt } };
}
