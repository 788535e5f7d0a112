import {
  blameFor,
  blameReceived,
  blameSent,
  estimateTrackMos,
  findImpairedLeg,
  findImpairedUplink,
  rateOwnReception,
  rateReception,
  rateSending,
  scoreTrack,
  type Blame,
  type Evidence,
  type ImpairedLeg,
  type LimitingFactor,
  type Measured,
  type Measurer,
  type ParticipantId,
  type RatedTrack,
  type ReceivedCase,
  type ReportInterval,
  type SentSide,
  type ShownVideo,
  type TrackInterval,
} from '@earshot/shared';
import type { WantedVideo } from '../rooms/ports.ts';
import type { LegQuality } from './leg-seconds.ts';
import { fitTo, type JoinedLegs, type LegsReader } from './join-legs.ts';

/** What the server knows of a participant's tracks beside the report that is judged. */
export interface LegKnowledge {
  /** What it is shown now, and what it was shown at the report before. */
  readonly videos: readonly WantedVideo[];
  readonly videosBefore: readonly WantedVideo[];
  /** Some video comes in a lower layer than was chosen for it; `undefined` before media looked. */
  readonly hasLowered: boolean | undefined;
  /** How a track is sent, where its publisher said so lately. */
  findSent(trackId: string): SentSide | undefined;
  /** How tall a track that it publishes is wanted, px. */
  findWantedHeight(trackId: string): number | undefined;
}

/** A track of an interval, judged with what is known of both legs. */
export interface JudgedRow extends RatedTrack {
  readonly impairedLeg: ImpairedLeg;
  readonly evidence: Evidence;
  /** `undefined` when the server does not know the track (any more). */
  readonly publisherId: ParticipantId | undefined;
  readonly measuredBy: Measurer;
  /** Of a received voice, 1..4.5: an estimate. */
  readonly mosEstimate: Measured;
}

/**
 * Judges the tracks of an interval, in their order, by what its client measured and `legs` by what the server did. Where a track is not among those shown, its last frame tells how tall it
 * was. `known`: `undefined` of an interval that is long past. Pure.
 */
export function rateTracks(
  interval: ReportInterval,
  known: LegKnowledge | undefined,
  legs: LegsReader,
): JudgedRow[] {
  const now = byTrack(known?.videos ?? []);
  const before = byTrack(known?.videosBefore ?? []);
  return interval.tracks.map((track) => {
    const { trackId, direction, values } = track;
    const video = now.get(trackId);
    const shown = describeShown(before.get(trackId), video, known?.hasLowered);
    const facts =
      direction === 'send'
        ? { wantedHeight: known?.findWantedHeight(trackId) }
        : { sent: known?.findSent(trackId), shown };
    const joined = legs.join(track, interval, facts);
    const { evidence, publisherId, measuredBy } = joined;
    const measured = withServersCount(track, joined.receivedPackets);
    const rttMs = { ...interval.rttMs, receive: interval.rttMs.receive ?? evidence.downlinkRttMs };
    const score = scoreTrack(
      measured,
      { ...interval, rttMs },
      { ...facts, uplinkLoss: joined.uplinkPackets },
    );
    return {
      track: withOwnLoss(measured, joined.uplinkPackets),
      quality: blameFor(
        score,
        accuse(track, score.factor, { evidence, disturbedBy: legs.findDisturber(trackId) }),
      ),
      tileHeight: video?.height ?? values.frameHeight,
      impairedLeg: direction === 'send' ? findImpairedUplink(evidence) : findImpairedLeg(evidence),
      evidence,
      publisherId,
      measuredBy,
      mosEstimate: estimateTrackMos(measured, { rttMs, facts }),
    };
  });
}

/**
 * With in-band FEC the server tells the publisher of sound the loss of its worst subscriber: what a client says of its own
 * sent sound is not its own. The server's count stands in, as the same share of its packets.
 */
function withOwnLoss(track: TrackInterval, counted: JoinedLegs['uplinkPackets']): TrackInterval {
  if (track.direction !== 'send' || track.kind !== 'audio') return track;
  const { packetsLost, ...values } = track.values;
  if (packetsLost === undefined || counted === undefined || values.packets === undefined)
    return { ...track, values };
  const lost = Math.round((values.packets * counted.lost) / counted.expected);
  return { ...track, values: { ...values, packetsLost: lost } };
}

/**
 * Of what its browser does not count, the receiver's own reports to the server (RTCP) say what was lost: they stand in, as their share of the
 * interval.
 */
function withServersCount(track: TrackInterval, counted: JoinedLegs['receivedPackets']): TrackInterval {
  const { expectedMs, packets, packetsLost } = track.values;
  if (track.direction !== 'receive' || counted === undefined || expectedMs === undefined) return track;
  if (packetsLost !== undefined) return track;
  const { expected, lost } = fitTo(counted, expectedMs);
  return {
    ...track,
    values: { ...track.values, packets: packets ?? expected - lost, packetsLost: lost },
  };
}

function accuse(
  { direction, kind }: TrackInterval,
  factor: LimitingFactor,
  known: Pick<ReceivedCase, 'evidence' | 'disturbedBy'>,
): Blame {
  if (factor === 'none') return 'none';
  return direction === 'send'
    ? blameSent({ factor, evidence: known.evidence })
    : blameReceived({ kind, factor, ...known });
}

function byTrack(videos: readonly WantedVideo[]): ReadonlyMap<string, WantedVideo> {
  return new Map(videos.map((video) => [video.trackId, video]));
}

/** The least that was wanted at both ends of the interval: what changed within it may not have arrived yet. */
function describeShown(
  before: WantedVideo | undefined,
  now: WantedVideo | undefined,
  isLowered: boolean | undefined,
): ShownVideo | undefined {
  if (before === undefined || now === undefined) return undefined;
  return {
    height: Math.min(before.height, now.height),
    maxHeight: least(before.maxHeight, now.maxHeight),
    maxFrameRate: least(before.maxFrameRate, now.maxFrameRate),
    isLowered,
  };
}

function least(left: number | undefined, right: number | undefined): number | undefined {
  const known = [left, right].filter((value) => value !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}

/** How a leg was in each direction, out of its tracks. Pure. */
export function rateLeg(tracks: readonly RatedTrack[]): LegQuality {
  return { receive: rateReception(tracks), own: rateOwnReception(tracks), send: rateSending(tracks) };
}
