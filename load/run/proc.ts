import { readdirSync, readFileSync } from 'node:fs';

/** One process as `/proc/<pid>/stat` has it. */
export interface ProcessStat {
  readonly pid: number;
  readonly parent: number;
  /** The session that it was started in: children that were handed to another parent keep it. */
  readonly session: number;
  /** At most 15 characters. */
  readonly name: string;
  /** Processor time of its own, ms. */
  readonly cpuMs: number;
  /** Processor time of children that have ended and were waited for, ms. */
  readonly reapedMs: number;
}

/** `/proc` counts in ticks of 10 ms on every Linux that Node runs on. */
const TICK_MS = 10;

/** Reads `/proc/<pid>/stat`; undefined where it is not that. The name may hold spaces and brackets. */
export function parseProcess(text: string): ProcessStat | undefined {
  const match = /^(?<pid>\d+) \((?<name>.*)\) (?<rest>[^)]*)$/su.exec(text.trimEnd());
  const fields = match?.groups?.['rest']?.split(' ').map(Number);
  if (match?.groups === undefined || fields === undefined) return undefined;
  const ticks = (first: number) => (fields[first] ?? 0) + (fields[first + 1] ?? 0);
  return {
    pid: Number(match.groups['pid']),
    parent: fields[1] ?? 0,
    session: fields[3] ?? 0,
    name: match.groups['name'] ?? '',
    cpuMs: ticks(11) * TICK_MS,
    reapedMs: ticks(13) * TICK_MS,
  };
}

/** What a hypervisor took of the whole machine's time, by `/proc/stat`, ms. */
export function parseStolen(text: string): number {
  const line = /^cpu +(?<fields>[\d ]+)$/mu.exec(text)?.groups?.['fields'] ?? '';
  const [, , , , , , , stolen = 0] = line.split(' ').map(Number);
  return stolen * TICK_MS;
}

/** Resident memory by `/proc/<pid>/status`, bytes. */
export function parseResident(text: string): number {
  return Number(/^VmRSS:\s+(\d+) kB$/mu.exec(text)?.[1] ?? 0) * 1_024;
}

/** A process and all that descend from it. */
export function treeOf(all: readonly ProcessStat[], root: number): ProcessStat[] {
  const children = Map.groupBy(all, ({ parent }) => parent);
  const found: ProcessStat[] = [];
  const walk = (process: ProcessStat) => {
    found.push(process);
    for (const child of children.get(process.pid) ?? []) walk(child);
  };
  for (const process of all) if (process.pid === root) walk(process);
  return found;
}

/** Processor time of a tree, ms: it only grows, because what a child used passes to its parent when it ends. */
export function cpuOfTree(tree: readonly ProcessStat[]): number {
  return tree.reduce((sum, { cpuMs, reapedMs }) => sum + cpuMs + reapedMs, 0);
}

/**
 * A process, all that descend from it, and all of the sessions that these lead: browsers hand their children to other
 * parents, and each is a session of its own.
 */
export function familyOf(all: readonly ProcessStat[], root: number): ProcessStat[] {
  const family = new Set(treeOf(all, root).map(({ pid }) => pid));
  return all.filter(({ pid, session }) => family.has(pid) || family.has(session));
}

/**
 * Processor time of all processes outside a family and what a hypervisor took, ms. Summed over processes, which the
 * kernel accounts for exactly: what `/proc/stat` calls busy is a guess at each tick, wrong by half a core where many
 * threads wake up for less than a tick.
 */
export function cpuOfOthers(all: readonly ProcessStat[], family: readonly ProcessStat[]): number {
  return cpuOfTree(all) - cpuOfTree(family) + parseStolen(readOr('/proc/stat'));
}

/** All processes there are now. */
export function readProcesses(): ProcessStat[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/u.test(name))
    .flatMap((name) => {
      const stat = parseProcess(readOr(`/proc/${name}/stat`));
      return stat === undefined ? [] : [stat];
    });
}

/** 0 for a process that is gone. */
export function readResident(pid: number): number {
  return parseResident(readOr(`/proc/${String(pid)}/status`));
}

/** A process may end between being listed and being read. */
function readOr(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
