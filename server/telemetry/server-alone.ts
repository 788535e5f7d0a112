import { type ReportInterval, type TrackInterval, kindOf } from '@earshot/shared';
import type { Clock } from '../clock.ts';
import type {
  CallEvidence,
  CountedPackets,
  EvidenceSource,
  LegTrack,
  UplinkEvidence,
  Window,
} from '../media/ports.ts';
import { describeInterval } from './describe-interval.ts';
import { fitTo, LegsReader } from './join-legs.ts';
import type { JudgedSink } from './judged.ts';
import { isJudged, type LegSource, type Lookout, type SeenLeg } from './leg-seconds.ts';
import { rateLeg, rateTracks, type JudgedRow } from './rate-tracks.ts';
import type { Stretch } from './seconds.ts';

/** What the server alone can say of a piece of a leg's time. */
interface SeenAlone extends SeenLeg {
  readonly tracks: readonly JudgedRow[];
  readonly interval: ReportInterval;
}

/** What it needs. */
export interface ServerAloneOptions {
  readonly clock: Clock;
  /** `undefined`: the server measures nothing. */
  readonly evidence: EvidenceSource | undefined;
  readonly sinks: readonly JudgedSink[];
}

/** Judges time that no report covers by what the server itself measured of both legs, and hands it over as such. */
export class ServerAlone implements Lookout<SeenAlone> {
  readonly #options: ServerAloneOptions;

  constructor(options: ServerAloneOptions) {
    this.#options = options;
  }

  see(source: LegSource, piece: Stretch): SeenAlone {
    const { evidence } = this.#options;
    // Who says nothing is looked at more closely.
    evidence?.watchReceiver(source.participantId);
    const call = evidence?.evidence(source.callId);
    const interval = measureAlone(call, source.participantId, piece);
    const legs = new LegsReader(evidence, {
      ...source,
      window: piece,
      findLimits: () => undefined,
      isReported: false,
    });
    const tracks = rateTracks(interval, undefined, legs);
    return {
      quality: rateLeg(tracks),
      isImpaired: call?.isImpaired(source.participantId, piece),
      tracks,
      interval,
    };
  }

  missed(source: LegSource, piece: Stretch, seen: SeenAlone | undefined): void {
    const { clock, sinks } = this.#options;
    const { quality, tracks, interval } = seen ?? this.see(source, piece);
    const judged = describeInterval(
      {
        leg: source,
        report: { number: 0 },
        from: isJudged(quality) ? 'server' : 'none',
        placed: { ...piece, uncertaintyMs: 0 },
        ...{ interval, tracks, quality },
      },
      clock,
    );
    for (const sink of sinks) sink.intervalJudged(judged);
  }
}

/** The server's readings of a leg, in the form of a report: what only a client sees is absent. */
function measureAlone(
  call: CallEvidence | undefined,
  participantId: LegSource['participantId'],
  window: Window,
): ReportInterval {
  const intervalMs = window.to - window.from;
  const rtts: number[] = [];
  const tracks = (call?.tracks(participantId) ?? []).flatMap((track): TrackInterval[] => {
    const uplink = call?.uplink(track.trackId, window);
    if (track.direction === 'send')
      return uplink === undefined ? [] : [toTrack(track, intervalMs, { packets: uplink.packets, uplink })];
    const downlink = call?.downlink(participantId, track.trackId, window);
    // Of whom nothing is heard nobody knows what it gets: its reports are what would tell of loss.
    if (downlink === undefined || downlink.silentMs >= intervalMs / 2) return [];
    if (downlink.rttMs !== undefined) rtts.push(downlink.rttMs);
    return [toTrack(track, intervalMs, { packets: downlink.packets, uplink, faultMs: downlink.faultMs })];
  });
  const receive = rtts.length === 0 ? undefined : Math.max(...rtts);
  return {
    intervalMs,
    gap: false,
    rttMs: { send: undefined, receive },
    paths: { send: undefined, receive: undefined },
    tracks,
  };
}

/** Of what the server did not get, or did not send, nothing can have come. */
function toTrack(
  { trackId, direction, source }: LegTrack,
  expectedMs: number,
  measured: {
    readonly packets: CountedPackets | undefined;
    readonly uplink: UplinkEvidence | undefined;
    readonly faultMs?: number;
  },
): TrackInterval {
  const { packets, uplink, faultMs = 0 } = measured;
  const dryMs = Math.min(expectedMs, Math.max(uplink?.dryMs ?? 0, faultMs));
  const counted = packets === undefined ? undefined : fitTo(packets, expectedMs);
  const known = counted === undefined && dryMs === 0 ? {} : { expectedMs, dryMs };
  const sums =
    counted === undefined
      ? {}
      : direction === 'send'
        ? { packets: counted.expected }
        : { packets: counted.expected - counted.lost, packetsLost: counted.lost };
  return { trackId, direction, source, kind: kindOf(source), values: { ...known, ...sums } };
}
