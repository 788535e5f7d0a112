import { cpuOfOthers, cpuOfTree, familyOf, readProcesses, readResident, treeOf } from '../run/proc.ts';

/** What the load program prints (see go/main.go). */
export interface Outcome {
  readonly event: 'begin' | 'end';
  readonly members: number;
  readonly failed: number;
  readonly promised: number;
  readonly received: number;
  readonly lost: number;
  readonly streams: number;
  readonly silent: number;
  readonly srtpErrors: number;
  readonly latencyP50: number;
  readonly latencyP95: number;
  readonly seconds: number;
}

/** Processor time at one moment, ms. */
export interface Clocks {
  readonly at: number;
  readonly others: number;
  readonly server: number;
  readonly client: number;
}

/** One measurement of one server. */
export interface Row {
  readonly repetition: number;
  readonly sfu: 'earshot' | 'livekit';
  readonly members: number;
  readonly failed: number;
  readonly packetsPerSecond: number;
  /** Share of a core. */
  readonly server: number;
  readonly client: number;
  readonly others: number;
  readonly microsecondsPerPacket: number;
  /** Share of a core for one participant. */
  readonly perParticipant: number;
  readonly delivered: number;
  readonly lost: number;
  readonly silent: number;
  readonly srtpErrors: number;
  readonly latencyP95: number;
  /** bytes. */
  readonly memory: number;
}

/** Reads what the server (its process and its workers) and everybody else used. */
export function readClocks(pids: { readonly server: number; readonly client: number }): Clocks {
  const all = readProcesses();
  return {
    at: performance.now(),
    others: cpuOfOthers(all, familyOf(all, process.pid)),
    server: cpuOfTree(treeOf(all, pids.server)),
    client: cpuOfTree(treeOf(all, pids.client)),
  };
}

/** Resident memory of a process and its children, bytes. */
export function readMemory(pid: number): number {
  return treeOf(readProcesses(), pid).reduce((sum, process_) => sum + readResident(process_.pid), 0);
}

/** A row out of two readings and what the load program counted between them. */
export function toRow(
  of: { readonly repetition: number; readonly sfu: Row['sfu']; readonly memory: number },
  clocks: { readonly begin: Clocks; readonly end: Clocks },
  outcome: Outcome,
): Row {
  const { begin, end } = clocks;
  const elapsed = Math.max(1, end.at - begin.at);
  const server = end.server - begin.server;
  const { members, failed, lost, silent, srtpErrors, latencyP95, received, promised, seconds } = outcome;
  return {
    ...of,
    members,
    failed,
    lost,
    silent,
    srtpErrors,
    latencyP95,
    packetsPerSecond: received / seconds,
    server: server / elapsed,
    client: (end.client - begin.client) / elapsed,
    others: Math.max(0, end.others - begin.others) / elapsed,
    microsecondsPerPacket: received === 0 ? Number.NaN : (server * 1_000) / received,
    perParticipant: server / elapsed / Math.max(1, members),
    delivered: promised === 0 ? 0 : received / promised,
  };
}

/** Reads the load program's lines: each is told as it comes. Lines that are no JSON are complaints. */
export function parseOutcome(line: string): Outcome | undefined {
  if (!line.startsWith('{')) return undefined;
  const parsed: unknown = JSON.parse(line);
  return typeof parsed === 'object' && parsed !== null && 'event' in parsed ? (parsed as Outcome) : undefined;
}
