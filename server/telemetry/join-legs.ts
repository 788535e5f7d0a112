import {
  expectFrameRate,
  inboundLossRatio,
  QUALITY_THRESHOLDS,
  shareOf,
  type Blame,
  type Evidence,
  type Measured,
  type Measurer,
  type ParticipantId,
  type ReportInterval,
  type TrackColumn,
  type TrackFacts,
  type TrackInterval,
} from '@earshot/shared';
import type {
  CallEvidence,
  CountedPackets,
  DownlinkEvidence,
  EvidenceSource,
  UplinkEvidence,
  Window,
} from '../media/ports.ts';
import { limitsOf, type SentLimits } from './sent-tracks.ts';

/** Joins what a receiver, a publisher and the server between them measured of one track over the same time. */

/** What is known of one track from all sides. */
export interface JoinedLegs {
  readonly evidence: Evidence;
  /** Of a sent track, by the server's own count. */
  readonly uplinkPackets: Packets | undefined;
  /** Of a received track, by its receiver's reports to the server. */
  readonly receivedPackets: Packets | undefined;
  readonly publisherId: ParticipantId | undefined;
  readonly measuredBy: Measurer;
}

type Packets = CountedPackets;

/** One interval of one leg. */
interface LegInterval {
  readonly callId: string;
  readonly participantId: ParticipantId;
  readonly window: Window;
  /** What holds the publisher of a track back, where it said so lately. */
  readonly findLimits: (trackId: string) => SentLimits | undefined;
  /** Its client reported it; else all that is known is the server's. */
  readonly isReported: boolean;
  /** Share of the window in which somebody's page said that the device is too busy, 0..1; absent: nobody says. */
  readonly findBusy?: (participantId: ParticipantId) => number;
  /** Who disturbed a track lately; absent: nobody remembers. */
  readonly findDisturber?: (trackId: string) => Blame | undefined;
}

/** What a client says of how its media were; without any of it the server's own measurement stands in. */
const SEEN_BY_CLIENTS = [
  'packetsLost',
  'packets',
  'concealedMs',
  'freezeMs',
  'frames',
  'dryMs',
] as const satisfies readonly TrackColumn[];

/** Reads both legs of an interval's tracks. */
export class LegsReader {
  readonly #leg: LegInterval;
  readonly #call: CallEvidence | undefined;

  /** `source`: `undefined` where there is no media server to ask. */
  constructor(source: EvidenceSource | undefined, leg: LegInterval) {
    this.#leg = leg;
    this.#call = source?.evidence(leg.callId);
  }

  findDisturber(trackId: string): Blame | undefined {
    return this.#leg.findDisturber?.(trackId);
  }

  join(
    track: TrackInterval,
    interval: Pick<ReportInterval, 'rttMs' | 'tracks'>,
    facts: TrackFacts,
  ): JoinedLegs {
    const { window, participantId } = this.#leg;
    const uplink = this.#call?.uplink(track.trackId, window);
    if (track.direction === 'send') {
      const evidence = {
        ...describeUplink(uplink, interval.rttMs.send),
        ...limitsOf(track.values),
        faultMs: uplink?.faultMs,
        stalledMs: uplink?.stalledMs,
      };
      return {
        evidence,
        uplinkPackets: uplink?.packets,
        receivedPackets: undefined,
        publisherId: participantId,
        measuredBy: this.#measurerOf(track, uplink !== undefined),
      };
    }
    const downlink = this.#call?.downlink(participantId, track.trackId, window);
    const evidence = {
      ...describeUplink(uplink, facts.sent?.rttMs),
      ...this.#leg.findLimits(track.trackId),
      ...describeDownlink(downlink, {
        ...{ track, uplink, rttMs: interval.rttMs.receive },
        windowMs: window.to - window.from,
      }),
      ...describeReceiver(track),
      receivedJitterMs: this.#jitterOf(track, uplink?.publisherId, interval),
      receiverBusy: this.#leg.findBusy?.(participantId),
      senderBusy: uplink === undefined ? undefined : this.#leg.findBusy?.(uplink.publisherId),
      sentShare: sentShareOf(track, facts),
      stalledMs: longer(uplink?.stalledMs, downlink?.stalledMs),
    };
    return {
      evidence,
      uplinkPackets: undefined,
      receivedPackets: downlink?.packets,
      publisherId: uplink?.publisherId,
      measuredBy: this.#measurerOf(track, uplink !== undefined || downlink !== undefined),
    };
  }

  #measurerOf({ values }: TrackInterval, hasOwn: boolean): Measurer {
    if (!this.#leg.isReported) return 'server';
    if (!hasOwn) return 'client';
    return SEEN_BY_CLIENTS.some((column) => values[column] !== undefined) ? 'mixed' : 'server';
  }

  /** A picture's packets leave in heaps: what its path does to pace is seen at its publisher's sound. */
  #jitterOf(
    track: TrackInterval,
    publisherId: ParticipantId | undefined,
    { tracks }: Pick<ReportInterval, 'tracks'>,
  ): Measured {
    if (track.kind === 'audio') return track.values.jitterMaxMs;
    const isItsSound = ({ trackId, direction, kind }: TrackInterval) =>
      direction === 'receive' &&
      kind === 'audio' &&
      publisherId !== undefined &&
      this.#call?.uplink(trackId, this.#leg.window)?.publisherId === publisherId;
    return tracks.find(isItsSound)?.values.jitterMaxMs;
  }
}

/** By how many standard deviations a share may be smaller by chance, before what is left of it is the second leg's. */
const CHANCE = 2;

/**
 * What was lost on the second leg alone, 0..1. Gaps are forwarded, so what is missing in the end has the first leg's
 * losses in it: (received - first) / (1 - first). The server's readings reach a little beyond the interval, so shares are
 * compared, and a difference that chance may make accuses nobody. `undefined` over too few packets.
 */
export function lossBehind(first: Packets | undefined, received: Packets | undefined): Measured {
  if (received === undefined || received.expected < QUALITY_THRESHOLDS.scoring.minPacketsForLoss)
    return undefined;
  return lossBehindShare(shareLost(first), received);
}

/**
 * The same of a picture: its gaps are asked for again and filled before they are passed on, but for those whose
 * retransmission is lost as well.
 */
function pictureLossBehind(first: Packets | undefined, received: Packets | undefined): Measured {
  if (received === undefined || received.expected < QUALITY_THRESHOLDS.scoring.minPacketsForLoss)
    return undefined;
  return lossBehindShare(shareLost(first) ** 2, received);
}

/** Both ends of a pipe are read by the server itself, over the same time: in packets, without a doubt to grant. */
function pipeLossOf(first: Packets | undefined, received: Packets | undefined): Measured {
  if (received === undefined || received.expected < QUALITY_THRESHOLDS.scoring.minPacketsForLoss)
    return undefined;
  const forwarded = Math.min(first?.lost ?? 0, received.lost);
  const due = received.expected - forwarded;
  return due <= 0 ? 0 : (received.lost - forwarded) / due;
}

function lossBehindShare(before: number, { expected, lost }: Packets): number {
  if (before >= 1) return 0;
  const chance = CHANCE * Math.sqrt((before * (1 - before)) / expected);
  return Math.max(0, lost / expected - before - chance) / (1 - before);
}

function shareLost(packets: Packets | undefined): number {
  return packets === undefined || packets.expected === 0 ? 0 : packets.lost / packets.expected;
}

function describeUplink(uplink: UplinkEvidence | undefined, rttMs: Measured): Evidence {
  return {
    uplinkLoss: ratioOf(uplink?.packets),
    uplinkRttMs: rttMs,
    uplinkJitterMs: uplink?.jitterMs,
    uplinkDryMs: uplink?.dryMs,
    uplinkSilentMs: uplink?.silentMs,
  };
}

/** What there is beside the server's reading of a downlink. */
interface KnownOfReceived {
  readonly track: TrackInterval;
  readonly uplink: UplinkEvidence | undefined;
  readonly rttMs: Measured;
  readonly windowMs: number;
}

function describeDownlink(downlink: DownlinkEvidence | undefined, known: KnownOfReceived): Evidence {
  const before = known.uplink?.packets;
  const received = packetsReceived(known.track) ?? downlink?.packets;
  // What is missing behind a pipe stays missing: nobody sends again there.
  const isFilled = known.track.kind === 'video' && downlink?.pipe === undefined;
  const behind = isFilled ? pictureLossBehind : lossBehind;
  return {
    pipeLoss: pipeLossOf(before, downlink?.pipe),
    downlinkLoss: behind(downlink?.pipe ?? before, received),
    downlinkRttMs: known.rttMs ?? downlink?.rttMs,
    downlinkSilentMs: downlink?.silentMs,
    downlinkDryMs: dryBehind(known, downlink),
    downlinkNarrow: downlink === undefined ? undefined : Number(downlink.isNarrow),
    downlinkBps: downlink?.availableBps,
    faultMs: longer(known.uplink?.faultMs, downlink?.faultMs),
  };
}

/** A track that did not come though the server had it and sent it on was lost on its way. `undefined`: one end is not known. */
function dryBehind(
  { track: { values }, uplink, windowMs }: Pick<KnownOfReceived, 'track' | 'uplink' | 'windowMs'>,
  downlink: DownlinkEvidence | undefined,
): Measured {
  if (values.dryMs === undefined || uplink === undefined || downlink === undefined) return undefined;
  const stalledMs = Math.max(uplink.stalledMs, downlink.stalledMs);
  const before = Math.max(uplink.dryMs, uplink.silentMs) + downlink.faultMs + stalledMs;
  // Samples reach a little beyond the interval.
  return Math.max(0, Math.min(values.dryMs, windowMs) - before);
}

/** By the receiver's own count. */
function packetsReceived({ values }: TrackInterval): Packets | undefined {
  const { packets, packetsLost } = values;
  if (packets === undefined || packetsLost === undefined) return undefined;
  const lost = Math.max(0, packetsLost);
  return { expected: packets + lost, lost };
}

function describeReceiver({ kind, values }: TrackInterval): Evidence {
  const { frames, framesDropped, codecMsPerFrame, expectedMs } = values;
  if (kind === 'audio') return {};
  const decodingMs =
    frames === undefined || codecMsPerFrame === undefined ? undefined : frames * codecMsPerFrame;
  return {
    framesDropped: inboundLossRatio({ packets: frames, lost: framesDropped }),
    decodeShare: shareOf(decodingMs, expectedMs),
  };
}

/** A camera's frames over those that its tile is worth; a share has no least rate. */
function sentShareOf({ source }: TrackInterval, { sent, shown }: TrackFacts): Measured {
  if (source !== 'camera' || sent?.frameRate === undefined) return undefined;
  return Math.min(1, sent.frameRate / expectFrameRate({ shown }));
}

/** Over fewer packets a ratio is noise. */
function ratioOf(packets: Packets | undefined): Measured {
  if (packets === undefined || packets.expected < QUALITY_THRESHOLDS.scoring.minPacketsForLoss)
    return undefined;
  return packets.lost / packets.expected;
}

function longer(left: Measured, right: Measured): Measured {
  return left === undefined || right === undefined ? (left ?? right) : Math.max(left, right);
}

/** Readings reach beyond what is judged: their share of it. */
export function fitTo({ expected, lost, ms }: CountedPackets, intervalMs: number): CountedPackets {
  const share = ms === undefined || ms <= 0 ? 1 : Math.min(1, intervalMs / ms);
  return { expected: Math.round(expected * share), lost: Math.round(lost * share) };
}
