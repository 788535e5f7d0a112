import { EarshotError } from '@earshot/shared';
import type { types } from 'mediasoup';
import type { Place } from './place.ts';
import { SOCKET_BUFFERS } from './socket-buffers.ts';

/** Two transports that carry tracks between two routers of one room, in both directions. */
export interface PipePair {
  /** The end at this place. */
  getEnd(place: Place): types.PipeTransport;
  /** One user less; the last one closes it. */
  release(): void;
}

/** How the ends find each other: inside of the machine, so without SRTP and without retransmission. */
const END: types.PipeTransportOptions = {
  listenInfo: { protocol: 'udp', ip: '127.0.0.1', ...SOCKET_BUFFERS },
  enableRtx: false,
  enableSrtp: false,
};

interface Entry {
  readonly opening: Promise<Map<Place, types.PipeTransport>>;
  users: number;
  ends: Map<Place, types.PipeTransport> | undefined;
}

/** The pairs of one room: opened with the first track between two places, closed with the last one. */
export class PipePairs {
  readonly #entries = new Map<Place, Map<Place, Entry>>();
  #closed = false;

  get size(): number {
    let size = 0;
    for (const inner of this.#entries.values()) size += inner.size;
    return size;
  }

  /** Rejects with `worker_lost` or as a worker answers; the next try begins anew. */
  async open(one: Place, other: Place): Promise<PipePair> {
    if (this.#closed) throw new EarshotError('wrong_state', 'The room is closed.');
    const entry = this.#find(one, other) ?? this.#begin(one, other);
    entry.users += 1;
    let released = false;
    const release = () => {
      if (released) return;
      released = true;
      entry.users -= 1;
      if (entry.users === 0) this.#evict(entry);
    };
    try {
      const ends = await entry.opening;
      return {
        release,
        getEnd: (place) => {
          const end = ends.get(place);
          if (end === undefined) throw new EarshotError('internal', 'The pipe does not end there.');
          return end;
        },
      };
    } catch (error) {
      release();
      throw error;
    }
  }

  /** All pairs that end there are over. */
  handlePlaceGone(place: Place): void {
    for (const [one, inner] of [...this.#entries]) {
      for (const [other, entry] of [...inner]) if (one === place || other === place) this.#evict(entry);
    }
  }

  close(): void {
    this.#closed = true;
    for (const inner of [...this.#entries.values()]) {
      for (const entry of [...inner.values()]) this.#evict(entry);
    }
  }

  #find(one: Place, other: Place): Entry | undefined {
    return this.#entries.get(one)?.get(other) ?? this.#entries.get(other)?.get(one);
  }

  #begin(one: Place, other: Place): Entry {
    const entry: Entry = { opening: openEnds(one, other), users: 0, ends: undefined };
    const inner = this.#entries.get(one) ?? new Map<Place, Entry>();
    this.#entries.set(one, inner.set(other, entry));
    entry.opening.then(
      (ends) => {
        entry.ends = ends;
        // Evicted while it was on its way.
        if (this.#find(one, other) === entry) this.#watch(entry);
        else closeEnds(ends);
      },
      () => {
        this.#evict(entry);
      },
    );
    return entry;
  }

  /** An end goes with its router: the other one has nobody to talk to. */
  #watch(entry: Entry): void {
    for (const end of entry.ends?.values() ?? []) {
      end.observer.once('close', () => {
        this.#evict(entry);
      });
    }
  }

  #evict(entry: Entry): void {
    for (const [one, inner] of this.#entries) {
      for (const [other, known] of inner) if (known === entry) inner.delete(other);
      if (inner.size === 0) this.#entries.delete(one);
    }
    if (entry.ends !== undefined) closeEnds(entry.ends);
  }
}

async function openEnds(one: Place, other: Place): Promise<Map<Place, types.PipeTransport>> {
  const made = await Promise.allSettled(
    [one, other].map(({ live, router }) => live.call(() => router.createPipeTransport(END))),
  );
  const [a, b] = made;
  if (a?.status !== 'fulfilled' || b?.status !== 'fulfilled') {
    for (const end of made) if (end.status === 'fulfilled') end.value.close();
    throw a?.status === 'rejected' ? a.reason : b?.status === 'rejected' ? b.reason : undefined;
  }
  const ends = new Map([
    [one, a.value],
    [other, b.value],
  ]);
  try {
    await Promise.all([
      one.live.call(() => a.value.connect(computeAddress(b.value))),
      other.live.call(() => b.value.connect(computeAddress(a.value))),
    ]);
  } catch (error) {
    closeEnds(ends);
    throw error;
  }
  return ends;
}

function computeAddress({ tuple }: types.PipeTransport): { ip: string; port: number } {
  return { ip: tuple.localAddress, port: tuple.localPort };
}

function closeEnds(ends: ReadonlyMap<Place, types.PipeTransport>): void {
  for (const end of ends.values()) if (!end.closed) end.close();
}
