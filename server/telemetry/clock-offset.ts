/**
 * Where a client's monotonic clock stands against the server's, from what its messages show. A message names the moment
 * at which the client sent it; a later one says how long that took to be answered. In between the server received it, so
 * half of that round trip bounds the error. Pure; all times in ms, of whichever clock the name says. Wall clocks play no
 * part: they may be hours off, or be set during the call.
 */

/** What a message says of its sender's clock. */
export interface Departure {
  /** Number of the message. */
  readonly number: number;
  /** When it was sent, client's clock. */
  readonly sentMs: number;
  /** When it came, server's clock. */
  readonly receivedMs: number;
  /** An earlier message that was answered after so long, by the client's clock. */
  readonly answered: { readonly number: number; readonly roundTripMs: number } | undefined;
}

interface Estimate {
  /** Server's clock less client's. */
  readonly offsetMs: number;
  readonly uncertaintyMs: number;
}

interface Lag {
  readonly number: number;
  /** Received less sent: the offset and the time under way. */
  readonly lagMs: number;
}

/** What is known of one clock: a fixed amount. */
export interface ClockOffset {
  /** Of the newest messages, oldest first. */
  readonly lags: readonly Lag[];
  /** Of the newest answered round trips that agree with the last one, oldest first. */
  readonly estimates: readonly Estimate[];
}

/** A moment on the server's clock, and by how much it may be off. */
export interface ServerTime {
  readonly atMs: number;
  /** `undefined` before the first answered round trip: the moment may be too late by the time the messages took. */
  readonly uncertaintyMs: number | undefined;
}

/** Messages and round trips that are remembered. */
const REMEMBERED = 10;
/** Clocks run apart a little, and round trips are rounded: below this two estimates agree, ms. */
const SLACK_MS = 50;

/** Nothing was heard of it. */
export const UNHEARD: ClockOffset = { lags: [], estimates: [] };

/**
 * Takes in a message. A clock that has jumped, or stood still while its machine slept, contradicts what was known of it:
 * that is forgotten.
 */
export function hear(before: ClockOffset, { number, sentMs, receivedMs, answered }: Departure): ClockOffset {
  const estimate = answered === undefined ? undefined : estimateOf(before, answered);
  const estimates =
    estimate === undefined
      ? before.estimates
      : [...before.estimates.filter((earlier) => agree(earlier, estimate)), estimate].slice(-REMEMBERED);
  const lag = { number, lagMs: receivedMs - sentMs };
  const best = bestOf(estimates);
  // No message comes before it was sent.
  if (best !== undefined && lag.lagMs < best.offsetMs - best.uncertaintyMs - SLACK_MS)
    return { lags: [lag], estimates: [] };
  return { lags: [...before.lags, lag].slice(-REMEMBERED), estimates };
}

/** The server's time of a moment on the client's clock; `undefined` while nothing was heard of that clock. */
export function toServerTime({ lags, estimates }: ClockOffset, clientMs: number): ServerTime | undefined {
  const best = bestOf(estimates);
  if (best !== undefined) return { atMs: clientMs + best.offsetMs, uncertaintyMs: best.uncertaintyMs };
  if (lags.length === 0) return undefined;
  // The message that was under way for the shortest time is nearest to the truth.
  return { atMs: clientMs + Math.min(...lags.map(({ lagMs }) => lagMs)), uncertaintyMs: undefined };
}

/** The server received it at some moment of the round trip; its middle is wrong by half of it at most. */
function estimateOf(
  { lags }: ClockOffset,
  { number, roundTripMs }: { readonly number: number; readonly roundTripMs: number },
): Estimate | undefined {
  const lag = lags.find((known) => known.number === number);
  return lag && { offsetMs: lag.lagMs - roundTripMs / 2, uncertaintyMs: roundTripMs / 2 };
}

function agree(left: Estimate, right: Estimate): boolean {
  return Math.abs(left.offsetMs - right.offsetMs) <= left.uncertaintyMs + right.uncertaintyMs + SLACK_MS;
}

/** That of the shortest round trip; of equals the newest. */
function bestOf(estimates: readonly Estimate[]): Estimate | undefined {
  return estimates.reduce<Estimate | undefined>(
    (best, estimate) =>
      best === undefined || estimate.uncertaintyMs <= best.uncertaintyMs ? estimate : best,
    undefined,
  );
}
