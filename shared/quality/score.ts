import type { LimitingFactor, Quality, QualityBand } from '../roster.ts';
import { inboundLossRatio, outboundLossRatio, perSecond, shareOf, type Measured } from './derive.ts';
import type { ReportInterval, TrackInterval } from './interval.ts';
import { QUALITY_THRESHOLDS } from './thresholds.ts';

/**
 * Quality of an interval in one word, with what limits it. The worst factor decides; loss counts only where the harm
 * it does is not measured. What cannot be judged is `unknown`, which is never counted as good.
 */

type Judged = { readonly factor: LimitingFactor; readonly band: QualityBand };
interface Limits {
  readonly fair: number;
  readonly poor: number;
}

const UNKNOWN: Quality = { band: 'unknown', factor: 'unknown' };
const GOOD: Quality = { band: 'good', factor: 'none' };
const BAND_ORDER: Readonly<Record<QualityBand, number>> = { unknown: 0, good: 1, fair: 2, poor: 3 };
const { scoring, bands, packetizationMs } = QUALITY_THRESHOLDS;

/** Quality of an interval and of each of its tracks, in the order of the tracks. */
export interface IntervalScore {
  /** That of the worst track that could be judged; `unknown` when none could. */
  readonly quality: Quality;
  readonly tracks: readonly Quality[];
}

/** Judges an interval. Pure. */
export function scoreInterval(interval: ReportInterval): IntervalScore {
  const tracks = interval.tracks.map((track) => scoreTrack(track, interval));
  const quality = tracks.reduce<Quality>(worse, UNKNOWN);
  return { quality, tracks };
}

/** Judges one track of an interval. Pure. */
export function scoreTrack(
  track: TrackInterval,
  interval: Pick<ReportInterval, 'intervalMs' | 'gap' | 'rttMs'>,
): Quality {
  if (interval.gap || !canBeJudged(track, interval.intervalMs)) return UNKNOWN;
  if (track.values.packets === 0) return { band: 'poor', factor: 'dry' };
  const harm = track.kind === 'audio' ? judgeAudio(track) : judgeVideo(track);
  if (harm.length === 0) return UNKNOWN;
  const all = [...harm, ...judgeDelay(track, interval.rttMs[track.direction])];
  return all.reduce<Quality>((worst, { band, factor }) => worse(worst, { band, factor }), GOOD);
}

/** The worse of two; the first one of equals. Anything known outranks `unknown`. */
function worse(left: Quality, right: Quality): Quality {
  return BAND_ORDER[right.band] > BAND_ORDER[left.band] ? right : left;
}

function canBeJudged(track: TrackInterval, intervalMs: number): boolean {
  const expected = track.values.expectedMs;
  if (expected === undefined) return false;
  return expected >= scoring.minExpectedMs && expected >= scoring.minExpectedShare * intervalMs;
}

function judgeAudio(track: TrackInterval): Judged[] {
  const { values } = track;
  const concealment =
    track.direction === 'receive' ? shareOf(values.concealedMs, values.expectedMs) : undefined;
  if (concealment !== undefined) return [above('concealment', concealment, bands.concealment)];
  return judgeLoss(track, bands.audioLoss);
}

function judgeVideo(track: TrackInterval): Judged[] {
  const { values } = track;
  const camera = track.source === 'camera';
  const freeze = track.direction === 'receive' ? shareOf(values.freezeMs, values.expectedMs) : undefined;
  const judged: Judged[] = [];
  if (freeze !== undefined) judged.push(above('freeze', freeze, camera ? bands.freeze : bands.screenFreeze));
  if (camera && values.frames === 0 && track.direction === 'receive') {
    // Packets come but no frame: a freeze that still lasts is not in the browser's freeze time yet.
    judged.push({ factor: 'freeze', band: 'poor' });
  }
  const fps = camera ? perSecond(values.frames, values.expectedMs) : undefined;
  if (fps !== undefined) judged.push(below('lowFrameRate', fps, bands.cameraFps));
  return freeze === undefined ? [...judged, ...judgeLoss(track, bands.videoLoss)] : judged;
}

function judgeLoss(track: TrackInterval, limits: Limits): Judged[] {
  const { packets, packetsLost: lost } = track.values;
  if (packets === undefined || packets + (lost ?? 0) < scoring.minPacketsForLoss) return [];
  const ratio =
    track.direction === 'send' ? outboundLossRatio({ packets, lost }) : inboundLossRatio({ packets, lost });
  return ratio === undefined ? [] : [above('loss', ratio, limits)];
}

function judgeDelay(track: TrackInterval, rttMs: Measured): Judged[] {
  const judged: Judged[] = [];
  if (rttMs !== undefined) judged.push(above('delay', rttMs, bands.rttMs));
  const buffered = track.values.jitterBufferMs;
  if (track.kind === 'audio' && track.direction === 'receive' && buffered !== undefined) {
    // Without a round trip this is the least that it can be, so it may still say "too late".
    judged.push(above('delay', packetizationMs + buffered + (rttMs ?? 0) / 2, bands.oneWayMs));
  }
  return judged;
}

function above(factor: LimitingFactor, value: number, limits: Limits): Judged {
  return { factor, band: value >= limits.poor ? 'poor' : value >= limits.fair ? 'fair' : 'good' };
}

function below(factor: LimitingFactor, value: number, limits: Limits): Judged {
  return { factor, band: value < limits.poor ? 'poor' : value < limits.fair ? 'fair' : 'good' };
}
