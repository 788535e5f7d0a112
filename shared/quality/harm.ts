import { bitrate, inboundLossRatio, outboundLossRatio, perSecond, shareOf, type Measured } from './derive.ts';
import { expectFrameRate, measureLayerDistance, type TrackFacts } from './facts.ts';
import type { ReportInterval, TrackInterval } from './interval.ts';
import { QUALITY_THRESHOLDS } from './thresholds.ts';
import { computeLadderBitrate } from '../video-ladder.ts';

const { scoring, packetizationMs } = QUALITY_THRESHOLDS;
const SHARES: ReadonlySet<TrackInterval['source']> = new Set(['screen', 'screenAudio']);

/** What a track's media met in an interval, as the curves read it. What is absent was not measured. */
export interface Harm {
  /** Time in which nothing came, 0..1 of the expected. */
  readonly dryShare?: Measured;
  /** Audible concealment, 0..1 of the expected time. */
  readonly concealmentShare?: Measured;
  /** Frozen time, 0..1 of the expected. */
  readonly freezeShare?: Measured;
  /** Frames that were there over frames that should have been, 0..1. */
  readonly frameShare?: Measured;
  /** Mouth to ear, ms; at least so much where a part of the way is not known. */
  readonly mouthToEarMs?: Measured;
  /** ln(bitrate that the picture is worth / its bitrate), >= 0. */
  readonly missingBitrate?: Measured;
  /** Layers that the picture is lower than asked for, >= 0. */
  readonly layerDistance?: Measured;
  readonly loss?: PacketLoss | undefined;
}

/** Packets that did not arrive. */
export interface PacketLoss {
  /** 0..1. */
  readonly ratio: number;
  /** Packets expected, those lost among them, per second. */
  readonly packetsPerSecond: number;
}

/** What is needed beside a track's own numbers. */
export interface Surroundings extends Pick<ReportInterval, 'rttMs'> {
  readonly facts: TrackFacts;
}

/** Reads the harm out of a track's numbers. Pure. */
export function harmOf(track: TrackInterval, surroundings: Surroundings): Harm {
  const { values, kind, direction } = track;
  // Of a share nothing comes while nothing moves or sounds.
  if (values.packets === 0) return SHARES.has(track.source) ? {} : { dryShare: 1 };
  const dryShare = shareOf(values.dryMs, values.expectedMs);
  const { facts } = surroundings;
  if (direction === 'send')
    return kind === 'audio'
      ? { dryShare, loss: uplinkLossOf(track, facts) }
      : {
          dryShare,
          frameShare: frameShareOf(track, facts),
          missingBitrate: missingBitrateOf(track, facts),
          loss: uplinkLossOf(track, facts) ?? lossOf(track),
        };
  if (kind === 'video')
    return {
      dryShare,
      freezeShare: freezeShareOf(track),
      frameShare: frameShareOf(track, facts),
      layerDistance: measureLayerDistance(values.frameHeight, facts),
      loss: lossOf(track),
    };
  return {
    dryShare,
    concealmentShare: shareOf(values.concealedMs, values.expectedMs),
    mouthToEarMs: mouthToEarOf(track, surroundings),
    loss: lossOf(track),
  };
}

/** Not one frame of a camera, where nobody counts frozen time: it stood still. */
function freezeShareOf({ source, values }: TrackInterval): Measured {
  if (source === 'camera' && values.frames === 0) return 1;
  return shareOf(values.freezeMs, values.expectedMs);
}

/** Frames of a camera over those that should have been; a share has no least rate. */
function frameShareOf({ source, values }: TrackInterval, facts: TrackFacts): Measured {
  if (source !== 'camera') return undefined;
  return shareOf(perSecond(values.frames, values.expectedMs), expectFrameRate(facts));
}

/** Only while bandwidth holds it back: an encoder that is not takes as much as there is to see. A camera's, by the ladder. */
function missingBitrateOf({ source, values }: TrackInterval, { wantedHeight }: TrackFacts): Measured {
  const limited = shareOf(values.limitedBandwidthMs, values.expectedMs);
  if (source !== 'camera' || limited === undefined) return undefined;
  if (limited < scoring.minLimitedShare) return 0;
  const sent = bitrate({ bytes: values.bytes, retransmittedBytes: 0 }, values.expectedMs);
  if (sent === undefined || wantedHeight === undefined) return undefined;
  return Math.max(0, Math.log(computeLadderBitrate(wantedHeight) / sent));
}

/** Both legs and what waits between them. Without a round trip it is the least that it can be. */
function mouthToEarOf({ values }: TrackInterval, { rttMs, facts }: Surroundings): Measured {
  const buffered = values.jitterBufferMs;
  if (buffered === undefined) return undefined;
  return packetizationMs + (facts.sent?.rttMs ?? 0) / 2 + buffered + (rttMs.receive ?? 0) / 2;
}

/**
 * Loss of what is sent, by what the server counted. Of sound its publisher cannot know it: with in-band FEC the server's
 * receiver reports tell it the loss of its worst subscriber.
 */
function uplinkLossOf({ values }: TrackInterval, { uplinkLoss }: TrackFacts): PacketLoss | undefined {
  if (uplinkLoss === undefined || uplinkLoss.expected < scoring.minPacketsForLoss) return undefined;
  const packetsPerSecond = perSecond(uplinkLoss.expected, values.expectedMs);
  return packetsPerSecond === undefined
    ? undefined
    : { ratio: uplinkLoss.lost / uplinkLoss.expected, packetsPerSecond };
}

/** Loss of a track that is received, or of a picture that is sent, as its client says. */
function lossOf(track: TrackInterval): PacketLoss | undefined {
  const { packets, packetsLost: lost } = track.values;
  if ((packetsOf(track) ?? 0) < scoring.minPacketsForLoss) return undefined;
  const ratio =
    track.direction === 'send' ? outboundLossRatio({ packets, lost }) : inboundLossRatio({ packets, lost });
  const packetsPerSecond = packetRateOf(track);
  return ratio === undefined || packetsPerSecond === undefined ? undefined : { ratio, packetsPerSecond };
}

/** Packets that should have come, or that were sent, per second of the expected time. Pure. */
export function packetRateOf(track: TrackInterval): Measured {
  return perSecond(packetsOf(track), track.values.expectedMs);
}

/** Where the browser does not say what was lost, those that came. */
function packetsOf({ values: { packets, packetsLost }, direction }: TrackInterval): Measured {
  return packets === undefined || direction === 'send' ? packets : packets + (packetsLost ?? 0);
}
