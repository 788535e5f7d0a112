import { Lane, type Timing } from '../lane.ts';
import { seededRandom } from '../random.ts';
import type { Datagram, Kind } from './datagram.ts';
import { seedFor, type Place } from './places.ts';
import { Counter, type Tally } from './tally.ts';

/** More senders than this on one leg is a bug of a test; what is beyond counts with its kind only. */
const MAX_STREAMS = 512;

/** What a side carried, by kind of datagram and by sender of RTP. A retransmission is a sender of its own. */
export interface SideTallies {
  readonly place: Place;
  readonly all: Tally;
  readonly kinds: ReadonlyMap<Kind, Tally>;
  /** By SSRC. */
  readonly streams: ReadonlyMap<number, Tally>;
}

/** One direction of one leg: a lane, and the count of what it did. */
export class Side {
  readonly lane: Lane;
  readonly #place: Place;
  readonly #all = new Counter();
  readonly #kinds = new Map<Kind, Counter>();
  readonly #streams = new Map<number, Counter>();

  constructor(place: Place, seed: number) {
    this.#place = place;
    this.lane = new Lane(seededRandom(seedFor(seed, place)));
  }

  pass(bytes: number, datagram: Datagram, deliver: (timing: Timing) => void): void {
    const counters = this.#countersOf(datagram);
    const verdict = this.lane.pass(bytes, (timing) => {
      for (const counter of counters) counter.left(timing);
      deliver(timing);
    });
    for (const counter of counters) counter.came(bytes, verdict);
  }

  read(): SideTallies {
    return {
      place: this.#place,
      all: this.#all.tally,
      kinds: new Map([...this.#kinds].map(([kind, counter]) => [kind, counter.tally])),
      streams: new Map([...this.#streams].map(([ssrc, counter]) => [ssrc, counter.tally])),
    };
  }

  #countersOf({ kind, ssrc }: Datagram): Counter[] {
    const counters = [this.#all, counterOf(this.#kinds, kind)];
    const isKnown = ssrc !== undefined && (this.#streams.has(ssrc) || this.#streams.size < MAX_STREAMS);
    if (isKnown) counters.push(counterOf(this.#streams, ssrc));
    return counters;
  }
}

function counterOf<Key>(counters: Map<Key, Counter>, key: Key): Counter {
  const counter = counters.get(key) ?? new Counter();
  counters.set(key, counter);
  return counter;
}
