import { bitrate, meanMs, perSecond } from '@earshot/shared';
import type { StreamSample } from './api.ts';
import { mediaBytes, type CounterStore, type Delta } from './counters.ts';
import type { StatsTrack } from './inputs.ts';
import { numberOf, textOf, type RawStat, type StatsIndex } from './raw.ts';
import { codecNameOf, deltaOf, isVideo, ratio, toLevel, toMs, type MaybeMeasures } from './reading.ts';

/** One encoding of a sent track, with what its receiver said of it in this second. */
export interface Encoding {
  readonly stream: RawStat;
  readonly delta: Delta | undefined;
  readonly remote: RemoteView | undefined;
  /** Total by the receiver's last report, however old. */
  readonly packetsLost: number | undefined;
}

/** The receiver's report of one encoding; only in the second in which it came. */
export interface RemoteView {
  readonly packetsLost: number | undefined;
  readonly jitterMs: number | undefined;
  readonly rttMs: number | undefined;
}

/** What an encoding is of. `source`: what its microphone, camera or share gave in this second. */
interface EncodingSubject {
  readonly index: StatsIndex;
  readonly track: StatsTrack;
  readonly source: MaybeMeasures;
}

/** What is known of one encoding in this second. */
export function encodingMeasures(
  { index, track, source }: EncodingSubject,
  { stream, delta, remote, packetsLost }: Encoding,
): MaybeMeasures {
  const lost = remote?.packetsLost;
  const common: MaybeMeasures = {
    codecName: codecNameOf(index, stream),
    ...flow(stream, delta),
    packetsLost,
    packetsLostPerSecond: perSecond(lost === undefined ? undefined : Math.max(0, lost), delta?.elapsedMs),
    jitterInMs: remote?.jitterMs,
    rttInMs: remote?.rttMs,
  };
  if (!isVideo(track.source)) return common;
  return {
    ...common,
    ...pictureMeasures(stream, delta),
    ...limitations(stream),
    frameRateDropped: dropped(source.frameRateInput, perSecond(delta?.of('framesSent'), delta?.elapsedMs)),
  };
}

function flow(stream: RawStat, delta: Delta | undefined): MaybeMeasures {
  const packets = delta?.of('packetsSent');
  const bytes = delta === undefined ? undefined : mediaBytes(delta, 'send');
  return {
    bitrate: bitrate({ bytes, retransmittedBytes: 0 }, delta?.elapsedMs),
    packets: numberOf(stream, 'packetsSent'),
    packetsPerSecond: perSecond(packets, delta?.elapsedMs),
    retransmittedPackets: numberOf(stream, 'retransmittedPacketsSent'),
    nackCount: numberOf(stream, 'nackCount'),
    targetBitrate: numberOf(stream, 'targetBitrate'),
    sendQueueDelayInMs: meanMs(delta?.of('totalPacketSendDelay'), packets),
  };
}

function pictureMeasures(stream: RawStat, delta: Delta | undefined): MaybeMeasures {
  const encoded = delta?.of('framesEncoded');
  return {
    frameWidthSent: numberOf(stream, 'frameWidth'),
    frameHeightSent: numberOf(stream, 'frameHeight'),
    framesEncoded: numberOf(stream, 'framesEncoded'),
    frameRateEncoded: perSecond(encoded, delta?.elapsedMs),
    framesSent: numberOf(stream, 'framesSent'),
    frameRateSent: perSecond(delta?.of('framesSent'), delta?.elapsedMs),
    keyFramesEncoded: numberOf(stream, 'keyFramesEncoded'),
    pliCount: numberOf(stream, 'pliCount'),
    firCount: numberOf(stream, 'firCount'),
    encodeTimeInMs: meanMs(delta?.of('totalEncodeTime'), encoded),
    meanQp: ratio(delta?.of('qpSum'), encoded),
  };
}

const LIMITATION_REASONS = ['none', 'cpu', 'bandwidth', 'other'] as const satisfies readonly NonNullable<
  StreamSample['qualityLimitationReason']
>[];

function limitations(stream: RawStat): MaybeMeasures {
  const reason = textOf(stream, 'qualityLimitationReason');
  const durations = stream.fields['qualityLimitationDurations'];
  const lasted = (name: (typeof LIMITATION_REASONS)[number]): number | undefined => {
    if (typeof durations !== 'object' || durations === null) return undefined;
    return toMs(numberOf({ ...stream, fields: { ...durations } }, name));
  };
  return {
    qualityLimitationReason: LIMITATION_REASONS.find((known) => known === reason),
    qualityLimitationNoneInMs: lasted('none'),
    qualityLimitationCpuInMs: lasted('cpu'),
    qualityLimitationBandwidthInMs: lasted('bandwidth'),
    qualityLimitationOtherInMs: lasted('other'),
  };
}

/**
 * A layer that sends nothing is switched off: it drops nothing. Two counters are never read at the same moment: a frame more
 * sent than given is none dropped.
 */
function dropped(given: number | undefined, sent: number | undefined): number | undefined {
  return given === undefined || sent === undefined || sent === 0 ? undefined : Math.max(0, given - sent);
}

/** What a microphone, camera or share gave in one second. */
interface SourceSecond {
  readonly measures: MaybeMeasures;
  /** Frames, counted by the browser. */
  readonly frames?: number | undefined;
}

/** Reads it. */
export function sourceMeasures(
  source: RawStat | undefined,
  track: StatsTrack,
  counters: CounterStore,
): SourceSecond {
  if (source === undefined) return { measures: {} };
  const delta = deltaOf(counters.difference(source));
  if (!isVideo(track.source)) {
    const energy = ratio(delta?.of('totalAudioEnergy'), delta?.of('totalSamplesDuration'));
    return {
      measures: {
        audioInputLevel: toLevel(numberOf(source, 'audioLevel')),
        audioInputRms: energy === undefined ? undefined : Math.sqrt(Math.max(0, energy)),
      },
    };
  }
  const frames = delta?.of('frames');
  const measures = {
    frameWidthInput: numberOf(source, 'width'),
    frameHeightInput: numberOf(source, 'height'),
    // Counted, because some browsers leave the last rate standing when the camera stops.
    frameRateInput: perSecond(frames, delta?.elapsedMs) ?? numberOf(source, 'framesPerSecond'),
  };
  return { measures, frames };
}
