import type { Source } from '../grants.ts';
import type { LimitingFactor, Quality, QualityBand } from '../roster.ts';
import { kindOf } from '../sources.ts';
import type { Blame } from './blame.ts';
import { readCurve, type Curve } from './curves.ts';
import type { Measured } from './derive.ts';
import type { TrackFacts } from './facts.ts';
import { harmOf, type Harm } from './harm.ts';
import type { ReportInterval, TrackInterval } from './interval.ts';
import { scoreLoss, shareOfRate, weighLoss } from './loss.ts';
import { QUALITY_THRESHOLDS } from './thresholds.ts';

/**
 * Quality of a track in an interval: 0..100, the least of what its factors are worth, with the factor that limits it. What
 * was not measured is left out; what cannot be judged is `unknown`, which is never counted as good.
 */

const { scoring, bands, curves } = QUALITY_THRESHOLDS;

/** A quality without a word on who is at fault. */
export type Score = Pick<Quality, 'band' | 'factor' | 'score'>;

/** Nobody can say. */
export const UNKNOWN_QUALITY: Quality = { band: 'unknown', factor: 'none', blame: 'none', score: null };

/** Judges one track of an interval, with what is known of it from elsewhere. Pure. */
export function scoreTrack(
  track: TrackInterval,
  interval: Pick<ReportInterval, 'intervalMs' | 'gap' | 'rttMs'>,
  facts: TrackFacts = {},
): Score {
  if (interval.gap || !canBeJudged(track, interval.intervalMs)) return UNKNOWN_QUALITY;
  return scoreHarm(track.source, harmOf(track, { rttMs: interval.rttMs, facts }));
}

/** Judges what a track of that source met. `unknown` when nothing says how the media were themselves. Pure. */
export function scoreHarm(source: Source, harm: Harm): Score {
  if (!saysEnough(harm)) return UNKNOWN_QUALITY;
  let score = 100;
  let factor: LimitingFactor = 'none';
  for (const [name, worth] of worthOf(source, harm)) {
    if (worth === undefined || worth >= score) continue;
    score = worth;
    factor = name;
  }
  return toQuality(score, factor);
}

/** The quality of a score 0..100 and what limits it: a whole number, in its band; what is good is limited by nothing. */
export function toQuality(exact: number, factor: LimitingFactor): Score {
  const score = Math.round(exact);
  const band: QualityBand = score >= bands.good ? 'good' : score >= bands.fair ? 'fair' : 'poor';
  return { band, factor: band === 'good' ? 'none' : factor, score };
}

/** A score and who is at fault: nobody, of what is good or cannot be judged. */
export function blameFor({ band, factor, score }: Score, blame: Blame): Quality {
  return { band, factor, blame: band === 'fair' || band === 'poor' ? blame : 'none', score };
}

function canBeJudged(track: TrackInterval, intervalMs: number): boolean {
  const expected = track.values.expectedMs;
  if (expected === undefined) return false;
  return expected >= scoring.minExpectedMs && expected >= scoring.minExpectedShare * intervalMs;
}

/** How late media are, and how large, says nothing of how they are. */
function saysEnough({ dryShare, concealmentShare, freezeShare, frameShare, loss }: Harm): boolean {
  return [dryShare, concealmentShare, freezeShare, frameShare, loss].some((known) => known !== undefined);
}

/** What each factor is worth, 0..100. The first of equals is named, so the plainest comes first. */
function worthOf(source: Source, harm: Harm): readonly (readonly [LimitingFactor, Measured])[] {
  const stillness = kindOf(source) === 'audio' ? harm.concealmentShare : harm.freezeShare;
  return [
    ['dry', read(curves.dryness, harm.dryShare)],
    ['freeze', read(source === 'screen' ? curves.shareFreeze : curves.freeze, harm.freezeShare)],
    ['concealment', read(curves.concealment, harm.concealmentShare)],
    ['lowFps', read(curves.frameRate, harm.frameShare)],
    ['layer', read(curves.layerDistance, harm.layerDistance)],
    ['bitrate', read(curves.missingBitrate, harm.missingBitrate)],
    // The harm that loss does is taken before it; of a picture there is no other.
    ['loss', stillness === undefined ? worthOfLoss(source, harm) : worthOfMending(source, harm)],
    ['delay', read(curves.mouthToEarMs, harm.mouthToEarMs)],
  ];
}

function read(curve: Curve, value: Measured): Measured {
  return value === undefined ? undefined : readCurve(curve, value);
}

/** A voice that was mended is not the voice that was spoken. */
function worthOfMending(source: Source, { loss }: Harm): Measured {
  if (loss === undefined || kindOf(source) === 'video') return undefined;
  return readCurve(curves.mendedLoss, loss.ratio * shareOfRate(source, loss.packetsPerSecond));
}

function worthOfLoss(source: Source, { loss }: Harm): Measured {
  return loss === undefined ? undefined : scoreLoss(loss.ratio, weighLoss(source, loss.packetsPerSecond));
}
