import { BUDGETS } from '../budgets.ts';
import { percentile } from '../run/percentile.ts';
import { percent } from '../run/judge.ts';
import type { Table } from '../run/table.ts';
import type { Row } from './measure.ts';

/** What a comparison comes to. */
export interface Comparison {
  readonly table: Table;
  /** `ratio per packet X, per participant Y`: below 1 Earshot is cheaper. */
  readonly line: string;
  /** 0: good. 1: a server did not carry the load. 2: other processes were in the way. */
  readonly code: 0 | 1 | 2;
}

/** Why a row says nothing about its server; undefined for a good one. */
export function explainBad(row: Row): string | undefined {
  if (row.failed > 0) return `${String(row.failed)} joins failed`;
  if (row.silent > 0) return `${String(row.silent)} silent streams`;
  if (row.srtpErrors > 0) return `${String(row.srtpErrors)} SRTP errors`;
  if (row.delivered <= BUDGETS.delivered) return `delivered ${percent(row.delivered, 1)}`;
  if (row.latencyP95 <= 0) return 'no latency measured';
  if (row.latencyP95 >= BUDGETS.latencyMs) return `latency p95 ${row.latencyP95.toFixed(0)} ms`;
  return undefined;
}

/** Whether others took too much of the machine. */
export const isVoid = (row: Row): boolean => row.others > BUDGETS.othersShare;

/** Compares the medians; rows that do not count are left out, unless nothing else is left. */
export function compare(rows: readonly Row[]): Comparison {
  const sound = rows.filter((row) => explainBad(row) === undefined);
  const quiet = sound.filter((row) => !isVoid(row));
  const isComplete = (some: readonly Row[]) =>
    (['earshot', 'livekit'] as const).every((sfu) => some.some((row) => row.sfu === sfu));
  const used = isComplete(quiet) ? quiet : sound;
  const code = sound.length < rows.length || !isComplete(sound) ? 1 : quiet.length < rows.length ? 2 : 0;
  const ratio = (pick: (row: Row) => number) => {
    const of = (sfu: Row['sfu']) => percentile(used.filter((row) => row.sfu === sfu).map(pick), 50);
    const ours = of('earshot');
    const theirs = of('livekit');
    return ours === undefined || theirs === undefined ? 'unknown' : (ours / theirs).toFixed(2);
  };
  const packet = ratio(({ microsecondsPerPacket }) => microsecondsPerPacket);
  const participant = ratio(({ perParticipant }) => perParticipant);
  return { table: tableOf(rows), line: `ratio per packet ${packet}, per participant ${participant}`, code };
}

function tableOf(rows: readonly Row[]): Table {
  return {
    title: 'Raw rows; server is worker and Node together, or LiveKit’s process',
    header: [
      ...['repetition', 'sfu', 'in', 'packets/s', 'server', 'us/packet', 'per participant'],
      ...['client', 'others', 'delivered', 'p95 ms', 'MiB', 'note'],
    ],
    rows: rows.map((row) => [
      String(row.repetition),
      row.sfu,
      String(row.members),
      row.packetsPerSecond.toFixed(0),
      percent(row.server, 1),
      row.microsecondsPerPacket.toFixed(2),
      percent(row.perParticipant, 4),
      percent(row.client, 1),
      percent(row.others, 1),
      percent(row.delivered, 2),
      row.latencyP95.toFixed(1),
      (row.memory / 1_048_576).toFixed(0),
      explainBad(row) ?? (isVoid(row) ? 'void: others' : ''),
    ]),
  };
}
