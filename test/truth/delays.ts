import { sideOf, type Injected } from '../support/relay/ground/reading.ts';
import type { GroundRelay } from '../support/relay/ground/ground-relay.ts';
import type { Place } from '../support/relay/ground/places.ts';
import { EMPTY, type Tally } from '../support/relay/ground/tally.ts';

const PERIOD_MS = 1_000;

/** What the relay did in about a second. Wall clock, ms. */
export interface DelaySecond {
  readonly from: number;
  readonly to: number;
  readonly injected: Injected;
}

/**
 * Reads the relay each second, until it is closed: what pages say of round trips is of whole report intervals, and a queue that
 * was long in the seconds before them is none of theirs.
 */
export function watchDelays(relay: GroundRelay): { close(): Promise<readonly DelaySecond[]> } {
  const seconds: DelaySecond[] = [];
  const ended = new AbortController();
  const done = (async () => {
    while (!ended.signal.aborted) {
      const from = Date.now();
      const window = await relay.openWindow();
      await new Promise((resolve) => {
        setTimeout(resolve, PERIOD_MS);
      });
      seconds.push({ from, to: Date.now(), injected: await window.close() });
    }
  })();
  return {
    async close() {
      ended.abort();
      await done;
      return seconds;
    },
  };
}

/** Mean delay at a place over spans of time, ms; of ICE checks alone, or of all that it carried. Pure. */
export function meanDelayWithin(
  seconds: readonly DelaySecond[],
  spans: readonly { readonly startAt: number; readonly endAt: number }[],
  { place, kind }: { readonly place: Place; readonly kind: 'stun' | 'all' },
): number {
  let [sum, count] = [0, 0];
  for (const { from, to, injected } of seconds) {
    const middle = (from + to) / 2;
    if (!spans.some(({ startAt, endAt }) => middle >= startAt && middle < endAt)) continue;
    const { delayMs, forwarded } = tallyOf(injected, place, kind);
    sum += delayMs;
    count += forwarded;
  }
  return count === 0 ? 0 : sum / count;
}

function tallyOf(injected: Injected, place: Place, kind: 'stun' | 'all'): Tally {
  const side = sideOf(injected, place);
  return kind === 'all' ? side.all : (side.kinds.get('stun') ?? EMPTY);
}
