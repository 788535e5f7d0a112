import type { JudgedInterval } from '@earshot/server/telemetry/judged.ts';
import type { Machine } from './machine.ts';
import type { PageLog } from './page.ts';
import type { Person, Row } from './rows.ts';

/** Packets of one kind at one place in a row's window: what the relay did to them, and what somebody else counted. */
export interface LossReading {
  readonly kind: 'audio' | 'video';
  /** `server`: what the publisher sent, as it came there. Else as it came at that receiver. */
  readonly at: 'server' | 'subscriber' | 'witness';
  /** What the relay let through and what it did not, 0..1 of the packets that were sent. */
  readonly realised: number;
  /** Packets that should have come, by whoever counted. */
  readonly expected: number;
  readonly lost: number;
}

/** A round trip, ms. */
export interface RttReading {
  readonly who: Person;
  readonly transport: 'send' | 'receive';
  /** What the relay added, both ways. */
  readonly realisedMs: number;
  /** What the server was told, mean of the whole intervals in the window; `undefined`: nothing. */
  readonly toldMs: number | undefined;
}

/** Everything that was measured of one row: what judging needs, and nothing that runs. */
export interface Measured {
  readonly row: Row;
  /** Wall clock, ms: while the fault lasted. */
  readonly onsetAt: number;
  readonly endedAt: number;
  readonly people: Readonly<Record<Person, PageLog>>;
  /** Of everybody in the call, in the order in which they were judged. */
  readonly judged: readonly JudgedInterval[];
  readonly losses: readonly LossReading[];
  readonly rtts: readonly RttReading[];
  /** Connections that were made anew after the beginning. */
  readonly newConnections: number;
  readonly machine: Machine;
  /** The measurement itself failed: what the relay did not carry. */
  readonly failure: string | undefined;
  /** The call never came to rest before the fault, and why. */
  readonly unrest: string | undefined;
}
