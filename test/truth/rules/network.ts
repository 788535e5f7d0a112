import type { LossReading, Measured, RttReading } from '../measured.ts';
import { isBrief, type Row } from '../rows.ts';
import { percent, type Finding } from './finding.ts';

/** A count may be off by so much of what the relay did... */
const LOSS_SHARE = 0.25;
/** ... or by so many standard deviations of chance: both ends are never asked at the very same moment... */
const DEVIATIONS = 3;
/** ... in which these packets are on their way. */
const EDGE_PACKETS = 3;
/** A round trip may be off by this, ms. */
const RTT_MS = 20;
/** Where the way's own delay changes all the time, by this share. */
const RTT_SHARE = 0.4;

/** A process that gets no core in time loses what it has not read: 0.7 % was seen at a load of 29 on two cores. */
const BUSY_LOSS = 0.02;

/** Loss as others counted it against what the relay did. Pure. */
export function judgeLosses({ row, losses }: Measured, isBusy: boolean): Finding[] {
  if (!isNetwork(row) || isBrief(row)) return [];
  const slack = isBusy ? BUSY_LOSS : 0;
  const readings = losses.map((reading) => ({ reading, isRight: isLossRight(reading, slack) }));
  return readings.map(({ reading, isRight }) => ({
    rule: `${reading.kind} loss at the ${reading.at}`,
    isRight,
    text: `${percent(lossOf(reading))} of ${String(reading.expected)}, did ${percent(reading.realised)}`,
  }));
}

/** Counted share, 0..1. */
export function lossOf({ lost, expected }: LossReading): number {
  return expected === 0 ? 0 : lost / expected;
}

/** Whether a count is what was done, but for chance. Nothing counted is never right. */
export function isLossRight(reading: LossReading, slack = 0): boolean {
  const { realised, expected } = reading;
  if (expected === 0) return false;
  const chance = DEVIATIONS * Math.sqrt((realised * (1 - realised)) / expected);
  const allowed = Math.max(LOSS_SHARE * realised, chance, slack) + EDGE_PACKETS / expected;
  return Math.abs(lossOf(reading) - realised) <= allowed;
}

/** Round trips as the server was told against what the relay added. Pure. */
export function judgeRtts({ row, rtts }: Measured): Finding[] {
  if (!isNetwork(row) || isBrief(row)) return [];
  return rtts.map((reading) => ({
    rule: `round trip of the ${reading.who}`,
    isRight: isRttRight(reading, hasChangingDelay(row)),
    text: `${reading.toldMs === undefined ? 'none' : `${reading.toldMs.toFixed(0)} ms`}, did ${reading.realisedMs.toFixed(0)} ms`,
  }));
}

/** Whether what was told is what was done. Nothing told is never right. */
export function isRttRight({ toldMs, realisedMs }: RttReading, changes: boolean): boolean {
  if (toldMs === undefined) return false;
  return Math.abs(toldMs - realisedMs) <= Math.max(RTT_MS, changes ? RTT_SHARE * realisedMs : 0);
}

function isNetwork({ fault: { kind } }: Row): boolean {
  return kind === 'none' || kind === 'network';
}

function hasChangingDelay({ fault }: Row): boolean {
  if (fault.kind !== 'network') return false;
  return fault.impairment.jitterMs !== undefined || fault.impairment.rateBps !== undefined;
}
