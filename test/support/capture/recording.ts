import type { Capture, FakeStat } from '../stats.ts';

type Direction = 'send' | 'receive';
const DIRECTIONS = ['send', 'receive'] as const;
/** Fields of one object that are others than before; `null` for those that are gone. */
type Change = Readonly<Record<string, unknown>>;

/** A capture of many samples: after the first one, only what changed. Objects that are gone are `null`. */
export interface Recording extends Omit<Capture, 'samples'> {
  readonly seconds: readonly ({ readonly label: string; readonly at: number } & Readonly<
    Record<Direction, Readonly<Record<string, Change | null>>>
  >)[];
}

/** One second of a recording. */
export interface RecordedSecond {
  readonly label: string;
  readonly at: number;
  readonly send: readonly FakeStat[];
  readonly receive: readonly FakeStat[];
}

/** Makes a capture small. Pure. */
export function pack({ samples, ...capture }: Capture): Recording {
  const seconds = samples.map((sample, index) => ({
    label: sample.label,
    at: sample.at,
    send: changesOf(sample.send, samples[index - 1]?.send ?? []),
    receive: changesOf(sample.receive, samples[index - 1]?.receive ?? []),
  }));
  return { ...capture, seconds };
}

/** The samples again. Pure. */
export function unpack({ seconds }: Pick<Recording, 'seconds'>): RecordedSecond[] {
  const now: Record<Direction, Map<string, FakeStat>> = { send: new Map(), receive: new Map() };
  return seconds.map((second) => {
    for (const direction of DIRECTIONS) {
      for (const [id, change] of Object.entries(second[direction])) {
        if (change === null) now[direction].delete(id);
        else now[direction].set(id, changed(now[direction].get(id), id, change));
      }
    }
    const { label, at } = second;
    return { label, at, send: [...now.send.values()], receive: [...now.receive.values()] };
  });
}

function changesOf(stats: readonly FakeStat[], before: readonly FakeStat[]): Record<string, Change | null> {
  const known = new Map(before.map((stat) => [stat.id, stat]));
  const changes: Record<string, Change | null> = {};
  for (const stat of stats) changes[stat.id] = changeOf(stat, known.get(stat.id));
  for (const id of known.keys()) changes[id] ??= null;
  return changes;
}

function changeOf(stat: FakeStat, before: FakeStat | undefined): Change {
  const change: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(stat)) {
    const rounded = round(value);
    if (name !== 'id' && JSON.stringify(rounded) !== JSON.stringify(round(before?.[name])))
      change[name] = rounded;
  }
  for (const name of Object.keys(before ?? {})) if (!(name in stat)) change[name] = null;
  return change;
}

/** To the microsecond, where they are seconds: browsers write more digits than they know. */
function round(value: unknown): unknown {
  return typeof value === 'number' ? Math.round(value * 1e6) / 1e6 : value;
}

function changed(before: FakeStat | undefined, id: string, change: Change): FakeStat {
  const fields = Object.entries({ ...before, ...change }).filter(([, value]) => value !== null);
  const { type = '', timestamp = 0 } = Object.fromEntries(fields) as Partial<FakeStat>;
  return { ...Object.fromEntries(fields), id, type, timestamp };
}
