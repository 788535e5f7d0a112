/** How one direction of a network behaves. Absent = perfect. */
export interface Impairment {
  /** Nothing passes. */
  readonly cut?: boolean;
  /** Share of datagrams lost at random, 0..1. Streams lose nothing: their kernel would only be late. */
  readonly loss?: number;
  /**
   * Mean number of datagrams lost in a row (Gilbert's model of two states, Bell System Technical Journal 1960); the share
   * lost stays `loss`. At least 1 and at least loss / (1 - loss). Absent: each is lost for itself.
   */
  readonly lossBurst?: number;
  /** Added one-way delay, ms. */
  readonly delayMs?: number;
  /** Further delay, ms: even between 0 and this. Order is kept, as in a queue: a late datagram holds up those behind it. */
  readonly jitterMs?: number;
  /** This share of datagrams, 0..1, is held back `byMs` longer than the rest, which overtakes them. */
  readonly reorder?: { readonly share: number; readonly byMs: number };
  /** Bottleneck, bit/s. */
  readonly rateBps?: number;
  /** Queue before the bottleneck, bytes; what does not fit is lost. Default 64 KiB. */
  readonly queueBytes?: number;
}

/** Why a packet did not pass: lost at random, no room before the bottleneck, or the link was cut. */
export type DropReason = 'loss' | 'queue' | 'cut';

/** What happens to one packet. */
export type Verdict =
  { readonly pass: true; readonly afterMs: number } | { readonly pass: false; readonly reason: DropReason };

/** What a link remembers. Times are ms on the caller's clock. */
export interface LinkState {
  /** When the last byte queued so far will have left the bottleneck. */
  readonly freeAt: number;
  /** When the last packet that kept its place comes out. */
  readonly lastDueAt: number;
  /** The last packet was lost. */
  readonly isInBurst: boolean;
}

/** A link that has carried nothing. */
export const IDLE: LinkState = { freeAt: 0, lastDueAt: 0, isInBurst: false };

const DEFAULT_QUEUE_BYTES = 64 * 1024;

/** One packet at a link's entrance. */
interface Arriving {
  readonly bytes: number;
  readonly now: number;
  /** Source of numbers in [0, 1). */
  readonly random: () => number;
}

/**
 * Decides on one packet: pure in the state, the time and the numbers drawn. Each packet draws three, whatever happens to
 * it, so that with one seed the same packets are lost under whatever other impairment.
 */
export function decide(
  impairment: Impairment,
  state: LinkState,
  { bytes, now, random }: Arriving,
): { readonly verdict: Verdict; readonly state: LinkState } {
  const drawn = { loss: random(), jitter: random(), reorder: random() };
  if (impairment.cut === true) return { verdict: { pass: false, reason: 'cut' }, state };
  const isInBurst = drawn.loss < lossProbability(impairment, state.isInBurst);
  if (isInBurst) return { verdict: { pass: false, reason: 'loss' }, state: { ...state, isInBurst } };
  const freeAt = leavesBottleneckAt(impairment, state, { bytes, now });
  if (freeAt === undefined)
    return { verdict: { pass: false, reason: 'queue' }, state: { ...state, isInBurst } };
  const addedMs = (impairment.delayMs ?? 0) + drawn.jitter * (impairment.jitterMs ?? 0);
  const lastDueAt = Math.max(freeAt + addedMs, state.lastDueAt);
  const { share, byMs } = impairment.reorder ?? { share: 0, byMs: 0 };
  const heldBackMs = drawn.reorder < share ? byMs : 0;
  return {
    verdict: { pass: true, afterMs: lastDueAt + heldBackMs - now },
    state: { freeAt, lastDueAt, isInBurst },
  };
}

/**
 * Chance of the next packet to be lost. With bursts of mean length b a burst ends with probability 1/b, and begins with
 * the one that makes `loss` the share over time. Independent loss is the same with b = 1 / (1 - loss).
 */
function lossProbability({ loss = 0, lossBurst }: Impairment, isInBurst: boolean): number {
  if (loss <= 0 || loss >= 1) return loss;
  const ends = 1 / (lossBurst ?? 1 / (1 - loss));
  return isInBurst ? 1 - ends : (ends * loss) / (1 - loss);
}

/** When a packet's last byte leaves the bottleneck; `undefined` when the queue has no room for it. */
function leavesBottleneckAt(
  { rateBps, queueBytes = DEFAULT_QUEUE_BYTES }: Impairment,
  { freeAt }: LinkState,
  { bytes, now }: { readonly bytes: number; readonly now: number },
): number | undefined {
  if (rateBps === undefined) return now;
  const startsAt = Math.max(now, freeAt);
  const queuedBytes = ((startsAt - now) / 1000) * (rateBps / 8);
  if (queuedBytes + bytes > queueBytes) return undefined;
  return startsAt + (bytes * 8 * 1000) / rateBps;
}
