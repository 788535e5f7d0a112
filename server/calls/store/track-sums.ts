import type { TrackSummary } from '@earshot/shared/calls-api.ts';
import type { JudgedTrack } from '../../telemetry/judged.ts';

/** What is added up of a stream over the intervals of its leg; `sum` and `count` make a mean. */
interface Mean {
  readonly sum: number;
  readonly count: number;
  readonly max: number;
}

/** A stream so far. Kept as JSON. */
export interface TrackSums {
  readonly expectedMs: number;
  readonly packets: number | null;
  readonly bytes: number | null;
  readonly frames: number | null;
  readonly freezeMs: number | null;
  readonly concealedMs: number | null;
  readonly frameHeight: number | null;
  readonly loss: Mean | null;
  readonly rttMs: Mean | null;
  readonly jitterMs: Mean | null;
  readonly jitterBufferMs: Mean | null;
  readonly concealedShare: Mean | null;
  readonly bitrate: Mean | null;
}

/** Before the first interval. */
export const NO_SUMS: TrackSums = {
  expectedMs: 0,
  packets: null,
  bytes: null,
  frames: null,
  freezeMs: null,
  concealedMs: null,
  frameHeight: null,
  loss: null,
  rttMs: null,
  jitterMs: null,
  jitterBufferMs: null,
  concealedShare: null,
  bitrate: null,
};

/** An interval of a stream taken in. Pure. */
export function addTrack(sums: TrackSums, track: JudgedTrack): TrackSums {
  const { values, evidence } = track;
  const { expectedMs } = values;
  const isExpected = expectedMs !== undefined && expectedMs > 0;
  return {
    expectedMs: sums.expectedMs + (expectedMs ?? 0),
    packets: plus(sums.packets, values.packets),
    bytes: plus(sums.bytes, values.bytes),
    frames: plus(sums.frames, values.frames),
    freezeMs: plus(sums.freezeMs, values.freezeMs),
    concealedMs: plus(sums.concealedMs, values.concealedMs),
    frameHeight: values.frameHeight ?? sums.frameHeight,
    loss: mix(sums.loss, lossOf(track)),
    rttMs: mix(
      sums.rttMs,
      (track.direction === 'send' ? evidence.uplinkRttMs : evidence.downlinkRttMs) ?? values.rttMaxMs,
    ),
    jitterMs: mix(sums.jitterMs, values.jitterMaxMs),
    jitterBufferMs: mix(sums.jitterBufferMs, values.jitterBufferMs),
    concealedShare: mix(
      sums.concealedShare,
      isExpected && values.concealedMs !== undefined ? values.concealedMs / expectedMs : undefined,
    ),
    bitrate: mix(
      sums.bitrate,
      isExpected && values.bytes !== undefined ? (values.bytes * 8_000) / expectedMs : undefined,
    ),
  };
}

/** Loss on the part of the way that this leg is at, 0..1; as its browser counted when nobody compared both ends. */
export function lossOf({ direction, evidence, values }: JudgedTrack): number | undefined {
  const compared = direction === 'send' ? evidence.uplinkLoss : evidence.downlinkLoss;
  if (compared !== undefined) return compared;
  const { packets, packetsLost: lost } = values;
  if (packets === undefined || lost === undefined) return undefined;
  const sent = direction === 'send' ? packets : packets + lost;
  return sent > 0 ? Math.min(1, lost / sent) : undefined;
}

/** What the API says of a stream. */
export function summarizeTrack(
  sums: TrackSums,
): Omit<
  TrackSummary,
  'trackId' | 'publisherId' | 'direction' | 'source' | 'startedAt' | 'endedAt' | 'intervals'
> {
  const minutes = sums.expectedMs / 60_000;
  const seconds = sums.expectedMs / 1_000;
  return {
    lossAvg: meanOf(sums.loss),
    lossMax: sums.loss?.max ?? null,
    rttMsAvg: meanOf(sums.rttMs),
    rttMsMax: sums.rttMs?.max ?? null,
    jitterMsAvg: meanOf(sums.jitterMs),
    jitterMsMax: sums.jitterMs?.max ?? null,
    jitterBufferMsAvg: meanOf(sums.jitterBufferMs),
    jitterBufferMsMax: sums.jitterBufferMs?.max ?? null,
    concealedShareAvg: meanOf(sums.concealedShare),
    concealedShareMax: sums.concealedShare?.max ?? null,
    freezeMsPerMinute: over(sums.freezeMs, minutes),
    frameRateAvg: over(sums.frames, seconds),
    frameHeight: sums.frameHeight,
    bitrateAvg: over(sums.bytes === null ? null : sums.bytes * 8, seconds),
    bitrateMax: sums.bitrate?.max ?? null,
    packets: sums.packets,
  };
}

function plus(sum: number | null, value: number | undefined): number | null {
  return value === undefined ? sum : (sum ?? 0) + value;
}

function mix(mean: Mean | null, value: number | undefined): Mean | null {
  if (value === undefined) return mean;
  if (mean === null) return { sum: value, count: 1, max: value };
  return { sum: mean.sum + value, count: mean.count + 1, max: Math.max(mean.max, value) };
}

function meanOf(mean: Mean | null): number | null {
  return mean === null ? null : mean.sum / mean.count;
}

function over(sum: number | null, time: number): number | null {
  return sum === null || time <= 0 ? null : sum / time;
}
