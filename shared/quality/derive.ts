/**
 * Measures from counter differences. Every function answers `undefined` when something it needs was not measured or
 * when there was nothing to divide by: a value that is not known is never made up.
 */

/** A measured number, or not measured. */
export type Measured = number | undefined;

function divide(part: Measured, whole: Measured): Measured {
  return part === undefined || whole === undefined || !(whole > 0) ? undefined : part / whole;
}

/** Events per second. */
export function perSecond(count: Measured, elapsedMs: Measured): Measured {
  return divide(count === undefined ? undefined : count * 1000, elapsedMs);
}

/** Media bit/s: retransmitted bytes are not media (they are 0 where the browser counts none). */
export function bitrate(
  delta: { bytes: Measured; retransmittedBytes: Measured },
  elapsedMs: Measured,
): Measured {
  if (delta.bytes === undefined) return undefined;
  return perSecond(8 * Math.max(0, delta.bytes - (delta.retransmittedBytes ?? 0)), elapsedMs);
}

/** Loss of what was received, 0..1. `lost` may be negative over a short time: late packets are taken back. */
export function inboundLossRatio(delta: { packets: Measured; lost: Measured }): Measured {
  if (delta.packets === undefined || delta.lost === undefined) return undefined;
  const lost = Math.max(0, delta.lost);
  return divide(lost, delta.packets + lost);
}

/** Loss of what was sent, 0..1, by the receiver's own count. */
export function outboundLossRatio(delta: { packets: Measured; lost: Measured }): Measured {
  const ratio = divide(delta.lost === undefined ? undefined : Math.max(0, delta.lost), delta.packets);
  return ratio === undefined ? undefined : Math.min(1, ratio);
}

/** Mean of a total in seconds over its count, ms: jitter buffer per sample, decoding or encoding per frame. */
export function meanMs(totalSeconds: Measured, count: Measured): Measured {
  return divide(totalSeconds === undefined ? undefined : totalSeconds * 1000, count);
}

/** Samples whose concealment could be heard; silence that is concealed harms nobody. */
export function audiblyConcealed(delta: { concealed: Measured; silent: Measured }): Measured {
  if (delta.concealed === undefined || delta.silent === undefined) return undefined;
  return Math.max(0, delta.concealed - delta.silent);
}

/** Audible concealment, 0..1. */
export function concealmentRatio(delta: {
  concealed: Measured;
  silent: Measured;
  total: Measured;
}): Measured {
  const ratio = divide(audiblyConcealed(delta), delta.total);
  return ratio === undefined ? undefined : Math.min(1, ratio);
}

/** Audible concealment as time, ms: samples by the rate at which the browser itself counts them. */
export function concealedMs(delta: {
  concealed: Measured;
  silent: Measured;
  total: Measured;
  totalSeconds: Measured;
}): Measured {
  const secondsPerSample = divide(delta.totalSeconds, delta.total);
  const samples = audiblyConcealed(delta);
  return samples === undefined || secondsPerSample === undefined
    ? undefined
    : samples * secondsPerSample * 1000;
}

/** Share of the expected time, 0..1: freezes, concealment. */
export function shareOf(partMs: Measured, expectedMs: Measured): Measured {
  const share = divide(partMs, expectedMs);
  return share === undefined ? undefined : Math.min(1, share);
}

/** Deviation of the time between frames, ms, from the totals of it and of its square (s, s²). */
export function frameIntervalDeviationMs(delta: {
  sum: Measured;
  squares: Measured;
  frames: Measured;
}): Measured {
  const mean = divide(delta.sum, delta.frames);
  const meanSquare = divide(delta.squares, delta.frames);
  if (mean === undefined || meanSquare === undefined) return undefined;
  return 1000 * Math.sqrt(Math.max(0, meanSquare - mean * mean));
}
