import type { AnyEvent, EventName } from '@earshot/shared';
import { jsonOf } from '../primitives/json-text.ts';

/** An event with its number in its session. */
export interface NumberedEvent {
  readonly seq: number;
  readonly name: EventName;
  readonly data: AnyEvent['data'];
}

/** How much an outbox keeps. */
export interface OutboxLimits {
  readonly events: number;
  readonly bytes: number;
}

interface Kept {
  readonly frame: NumberedEvent;
  readonly bytes: number;
}

/**
 * The events of one session: numbered without gaps, kept until the client is known to have them, replayed after a
 * reconnect. Bounded: the oldest go first, and a client that needs one of those gets a snapshot instead.
 */
export class Outbox {
  #kept: Kept[] = [];
  #keptBytes = 0;
  #lastSeq = 0;
  #sentBytes = 0;
  readonly #limits: OutboxLimits;

  constructor(limits: OutboxLimits) {
    this.#limits = limits;
  }

  /** Number of the newest event; 0 before the first. */
  get lastSeq(): number {
    return this.#lastSeq;
  }

  /** Bytes pushed since the last acknowledgement, kept or not: how far a reader may be behind. */
  get unacknowledgedBytes(): number {
    return this.#sentBytes;
  }

  /** Numbers an event and keeps it. */
  push(event: AnyEvent): NumberedEvent {
    this.#lastSeq += 1;
    const frame = { seq: this.#lastSeq, name: event.name, data: event.data };
    const { bytes } = jsonOf(event.data);
    this.#kept.push({ frame, bytes });
    this.#keptBytes += bytes;
    this.#sentBytes += bytes;
    while (this.#kept.length > this.#limits.events || this.#keptBytes > this.#limits.bytes)
      this.#dropOldest();
    return frame;
  }

  /** The client has all events up to `seq`. */
  acknowledge(seq: number): void {
    while ((this.#kept[0]?.frame.seq ?? Infinity) <= seq) this.#dropOldest();
    this.#sentBytes = this.#keptBytes;
  }

  /** The events after `lastSeq`, in order; `undefined` when one of them is gone or `lastSeq` was never given out. */
  since(lastSeq: number): readonly NumberedEvent[] | undefined {
    if (lastSeq > this.#lastSeq) return undefined;
    const first = this.#kept[0]?.frame.seq ?? this.#lastSeq + 1;
    if (lastSeq + 1 < first) return undefined;
    return this.#kept.filter(({ frame }) => frame.seq > lastSeq).map(({ frame }) => frame);
  }

  /** Forgets all kept events: a snapshot takes their place. Numbers go on. */
  clear(): void {
    this.#kept = [];
    this.#keptBytes = 0;
    this.#sentBytes = 0;
  }

  #dropOldest(): void {
    const oldest = this.#kept.shift();
    if (oldest !== undefined) this.#keptBytes -= oldest.bytes;
  }
}
