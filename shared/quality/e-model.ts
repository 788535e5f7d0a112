import { QUALITY_THRESHOLDS } from './thresholds.ts';

/**
 * Estimated listening quality of audio by the E-model (ITU-T G.107), on its narrowband scale as is usual for WebRTC.
 * An estimate to compare calls by, not a measured opinion score.
 */

/** R of a perfect narrowband path: R0 - Is with G.107's defaults. */
const BEST_RATING = 93.2;
/** How well concealment copes with loss: concealment that was heard / loss that in-band FEC may have mended. */
const ROBUSTNESS = { heard: 10, fec: 20 } as const;

/** MOS of a rating R. The cubic dips below 1 for small R, so it is clamped: 1..4.5. */
export function mosOfRating(rating: number): number {
  if (rating <= 0) return 1;
  if (rating >= 100) return 4.5;
  return Math.max(1, 1 + 0.035 * rating + 7e-6 * rating * (rating - 60) * (100 - rating));
}

/** Delay impairment Id after Cole and Rosenbluth. `oneWayMs` >= 0. */
export function delayImpairment(oneWayMs: number): number {
  return 0.024 * oneWayMs + 0.11 * Math.max(0, oneWayMs - 177.3);
}

/** Delay impairment Id of G.107 for a path without echo. */
export function fullDelayImpairment(oneWayMs: number): number {
  if (oneWayMs <= 100) return 0;
  const x = Math.log2(oneWayMs / 100);
  return 25 * ((1 + x ** 6) ** (1 / 6) - 3 * (1 + (x / 3) ** 6) ** (1 / 6) + 2);
}

/** Equipment impairment Ie of Opus by bit rate (bit/s): 6 when the rate is unknown, 8 in discontinuous transmission. */
export function opusImpairment(bitsPerSecond: number | undefined, discontinuous = false): number {
  if (discontinuous) return 8;
  if (bitsPerSecond === undefined || bitsPerSecond <= 0) return 6;
  return Math.min(30, Math.max(0, 55 - 4.6 * Math.log(bitsPerSecond)));
}

/** Ie,eff of G.107 for random loss: `lossPercent` 0..100, `robustness` is Bpl. */
export function effectiveImpairment(ie: number, lossPercent: number, robustness: number): number {
  return ie + ((95 - ie) * lossPercent) / (lossPercent + robustness);
}

/** What is known of received audio. */
export interface AudioPath {
  /** Round trip of this leg, ms. */
  readonly rttMs: number;
  /** Mean time in the jitter buffer, ms. */
  readonly jitterBufferMs: number;
  /** Delay of the rest of the path where it is known (the sender's leg, playout), ms. */
  readonly restMs?: number;
  /** Audible concealment, 0..1. Taken before `lossRatio`: it is what is left after every repair. */
  readonly concealmentRatio?: number | undefined;
  readonly lossRatio?: number | undefined;
  /** In-band FEC is on: only matters where loss has to stand in for concealment. Default `false`. */
  readonly fec?: boolean;
  readonly bitsPerSecond?: number | undefined;
  readonly discontinuous?: boolean;
}

/** R, or `undefined` when neither concealment nor loss is known. */
export function audioRating(path: AudioPath): number | undefined {
  const harm = path.concealmentRatio ?? path.lossRatio;
  if (harm === undefined) return undefined;
  const robustness =
    path.concealmentRatio === undefined && path.fec === true ? ROBUSTNESS.fec : ROBUSTNESS.heard;
  const oneWay =
    QUALITY_THRESHOLDS.packetizationMs + path.jitterBufferMs + path.rttMs / 2 + (path.restMs ?? 0);
  const ie = opusImpairment(path.bitsPerSecond, path.discontinuous);
  return BEST_RATING - delayImpairment(oneWay) - effectiveImpairment(ie, 100 * harm, robustness);
}

/** Estimated MOS 1..4.5, or `undefined` when neither concealment nor loss is known. */
export function estimateAudioMos(path: AudioPath): number | undefined {
  const rating = audioRating(path);
  return rating === undefined ? undefined : mosOfRating(rating);
}
