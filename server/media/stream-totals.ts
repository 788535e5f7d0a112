import type { StreamTotals } from './ports.ts';

/** Counters of one RTP stream as the worker gives them: since the stream began. */
export interface StreamCounters {
  readonly bytes: number;
  readonly packets: number;
  readonly packetsLost: number;
  readonly nack: number;
  readonly pli: number;
  readonly retransmitted: number;
}

const FIELDS = ['bytes', 'packets', 'packetsLost', 'nack', 'pli', 'retransmitted'] as const;

type Group = `${StreamTotals['direction']}/${StreamTotals['kind']}`;

/**
 * Sums counters of streams that come and go into totals that only grow: each reading adds what is new since the last
 * one of the same stream. A counter that went back (lost packets do when late ones arrive; all do when an SSRC is used
 * anew) adds nothing and is counted on from there.
 */
export class StreamSums {
  readonly #last = new Map<string, StreamCounters>();
  readonly #sums = new Map<Group, Record<keyof StreamCounters, number>>();

  constructor() {
    for (const direction of ['in', 'out'] as const) {
      for (const kind of ['audio', 'video'] as const) this.#sums.set(`${direction}/${kind}`, zero());
    }
  }

  /** One reading. `id` names the stream for as long as it lives, and no other one in either direction. */
  add(stream: { id: string; direction: 'in' | 'out'; kind: 'audio' | 'video' }, now: StreamCounters): void {
    const sum = this.#sums.get(`${stream.direction}/${stream.kind}`) ?? zero();
    const before = this.#last.get(stream.id);
    for (const field of FIELDS) sum[field] += Math.max(0, now[field] - (before?.[field] ?? 0));
    this.#last.set(stream.id, now);
  }

  /** Forgets streams that are gone; what they added stays. */
  retain(isAlive: (id: string) => boolean): void {
    for (const id of [...this.#last.keys()]) if (!isAlive(id)) this.#last.delete(id);
  }

  /** Streams remembered. */
  get size(): number {
    return this.#last.size;
  }

  totals(): StreamTotals[] {
    return (['in', 'out'] as const).flatMap((direction) =>
      (['audio', 'video'] as const).map((kind) => ({
        direction,
        kind,
        ...(this.#sums.get(`${direction}/${kind}`) ?? zero()),
      })),
    );
  }
}

function zero(): Record<keyof StreamCounters, number> {
  return { bytes: 0, packets: 0, packetsLost: 0, nack: 0, pli: 0, retransmitted: 0 };
}
