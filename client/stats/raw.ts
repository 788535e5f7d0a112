import { isProbation } from './counters.ts';
import type { RawStats } from './inputs.ts';

/** One object of a browser's statistics. Fields are read by name: every one may be missing in some browser. */
export interface RawStat {
  readonly id: string;
  readonly type: string;
  /** ms; which epoch differs, so only differences count. */
  readonly timestamp: number;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** A finite number of a stats object; anything else is "not measured". */
export function numberOf(stat: RawStat | undefined, field: string): number | undefined {
  const value = stat?.fields[field];
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** A non-empty string of a stats object. */
export function textOf(stat: RawStat | undefined, field: string): string | undefined {
  const value = stat?.fields[field];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** One answer of `getStats()`, ready to be looked things up in. mediasoup's probation stream is not found. */
export class StatsIndex {
  /** The transport that answered. The browser's own id of it is not unique: each connection counts from 1. */
  readonly transportId: string;
  /** All objects, mediasoup's probation stream too. */
  readonly all: readonly RawStat[];
  readonly #byId = new Map<string, RawStat>();
  readonly #byType = new Map<string, RawStat[]>();

  constructor(raw: RawStats, transportId: string) {
    this.transportId = transportId;
    const all: RawStat[] = [];
    this.all = all;
    raw.forEach((value, id) => {
      const stat = parse(value, id);
      if (stat !== undefined) all.push(stat);
      if (stat === undefined || isProbation(stat)) return;
      this.#byId.set(id, stat);
      const sameType = this.#byType.get(stat.type);
      if (sameType === undefined) this.#byType.set(stat.type, [stat]);
      else sameType.push(stat);
    });
  }

  /** The object of that id, when there is one. */
  find(id: string | undefined): RawStat | undefined {
    return id === undefined ? undefined : this.#byId.get(id);
  }

  /** All objects of a type. */
  ofType(type: string): readonly RawStat[] {
    return this.#byType.get(type) ?? [];
  }
}

function parse(value: unknown, id: string): RawStat | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const fields = value as Readonly<Record<string, unknown>>;
  const type = fields['type'];
  const timestamp = fields['timestamp'];
  if (typeof type !== 'string' || typeof timestamp !== 'number' || !Number.isFinite(timestamp))
    return undefined;
  return { id, type, timestamp, fields };
}
