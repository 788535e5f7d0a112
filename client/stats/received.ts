import { bitrate, concealedMs, concealmentRatio, meanMs, perSecond } from '@earshot/shared';
import { mediaBytes, type CounterStore, type Delta } from './counters.ts';
import type { StatsTrack } from './inputs.ts';
import { numberOf, textOf, type RawStat, type StatsIndex } from './raw.ts';
import {
  codecNameOf,
  deltaOf,
  fraction,
  isVideo,
  makeSample,
  toLevel,
  toMs,
  type MaybeMeasures,
  type TrackDelta,
  type TrackReading,
} from './reading.ts';

/** Reads a received track. `undefined`: the browser has nothing, or nothing new, about it. */
export function readReceived(
  index: StatsIndex,
  track: StatsTrack,
  counters: CounterStore,
): TrackReading | undefined {
  const stream = index.ofType('inbound-rtp').find((stat) => belongsTo(stat, track));
  if (stream === undefined) return undefined;
  const difference = counters.difference(stream);
  if (difference === 'unchanged') return undefined;
  const delta = deltaOf(difference);
  const measures: MaybeMeasures = {
    codecName: codecNameOf(index, stream),
    rttInMs: freshRtt(index, stream, counters),
    packets: numberOf(stream, 'packetsReceived'),
    packetsLost: numberOf(stream, 'packetsLost'),
    ...(delta === undefined ? {} : flow(stream, delta)),
    ...(isVideo(track.source)
      ? { streamId: track.streamId, ...videoMeasures(stream, delta) }
      : audioMeasures(stream, delta)),
  };
  return {
    sample: makeSample({ index, track, layer: '' }, measures),
    delta: delta === undefined ? undefined : reportDelta(stream, delta, isVideo(track.source)),
  };
}

function belongsTo(stat: RawStat, track: StatsTrack): boolean {
  const mid = textOf(stat, 'mid');
  if (mid !== undefined && track.mid !== undefined) return mid === track.mid;
  return track.mediaTrackId !== undefined && textOf(stat, 'trackIdentifier') === track.mediaTrackId;
}

/** Round trip by RTCP, where the browser measures it for what it receives, in the second in which it was measured. */
function freshRtt(index: StatsIndex, stream: RawStat, counters: CounterStore): number | undefined {
  const remote = index.find(textOf(stream, 'remoteId'));
  if (remote === undefined || counters.difference(remote) === 'unchanged') return undefined;
  return toMs(numberOf(remote, 'roundTripTime'));
}

function flow(stream: RawStat, delta: Delta): MaybeMeasures {
  const packets = delta.of('packetsReceived');
  const lost = delta.of('packetsLost');
  return {
    bitrate: bitrate({ bytes: mediaBytes(delta, 'receive'), retransmittedBytes: 0 }, delta.elapsedMs),
    packetsPerSecond: perSecond(packets, delta.elapsedMs),
    packetsLostPerSecond: perSecond(lost === undefined ? undefined : Math.max(0, lost), delta.elapsedMs),
    // Without packets the browser repeats the jitter of the last one.
    jitterInMs: packets === undefined || packets === 0 ? undefined : toMs(numberOf(stream, 'jitter')),
    jitterBufferDelayInMs: meanMs(delta.of('jitterBufferDelay'), delta.of('jitterBufferEmittedCount')),
  };
}

function audioMeasures(stream: RawStat, delta: Delta | undefined): MaybeMeasures {
  return {
    audioOutputLevel: toLevel(numberOf(stream, 'audioLevel')),
    healedRatio: delta === undefined ? undefined : concealmentRatio(concealment(delta)),
  };
}

function concealment(delta: Delta): {
  concealed: number | undefined;
  silent: number | undefined;
  total: number | undefined;
} {
  return {
    concealed: delta.of('concealedSamples'),
    silent: delta.of('silentConcealedSamples'),
    total: delta.of('totalSamplesReceived'),
  };
}

function videoMeasures(stream: RawStat, delta: Delta | undefined): MaybeMeasures {
  const freezes = numberOf(stream, 'freezeCount');
  const totals: MaybeMeasures = {
    frameWidthReceived: positive(numberOf(stream, 'frameWidth')),
    frameHeightReceived: positive(numberOf(stream, 'frameHeight')),
    framesReceived: numberOf(stream, 'framesReceived'),
    framesDecoded: numberOf(stream, 'framesDecoded'),
    framesDropped: numberOf(stream, 'framesDropped'),
    keyFramesDecoded: numberOf(stream, 'keyFramesDecoded'),
    totalFreezeDurationInMs: toMs(numberOf(stream, 'totalFreezesDuration')),
  };
  if (delta === undefined) return freezes === 0 ? { ...totals, longestFreezeDurationInMs: 0 } : totals;
  // Several freezes in one second share its frozen time: the longest was at least the mean.
  const longest = delta.peak('freeze', meanMs(delta.of('totalFreezesDuration'), delta.of('freezeCount')));
  return {
    ...totals,
    longestFreezeDurationInMs: longest ?? (freezes === 0 ? 0 : undefined),
    frameRateReceived: perSecond(delta.of('framesReceived'), delta.elapsedMs),
    frameRateDecoded: perSecond(delta.of('framesDecoded'), delta.elapsedMs),
  };
}

function reportDelta(stream: RawStat, delta: Delta, video: boolean): TrackDelta {
  const packets = delta.of('packetsReceived');
  const common: TrackDelta = {
    elapsedMs: delta.elapsedMs,
    packets,
    packetsLost: delta.of('packetsLost'),
    bytes: mediaBytes(delta, 'receive'),
    jitterMs: packets === undefined || packets === 0 ? undefined : toMs(numberOf(stream, 'jitter')),
    buffer: fraction(delta.of('jitterBufferDelay'), delta.of('jitterBufferEmittedCount')),
  };
  if (!video) {
    return {
      ...common,
      concealedMs: concealedMs({ ...concealment(delta), totalSeconds: delta.of('totalSamplesDuration') }),
    };
  }
  return {
    ...common,
    frames: delta.of('framesDecoded'),
    framesDropped: delta.of('framesDropped'),
    // The pause in which a layer is switched is no freeze.
    freezeMs: delta.sizeChanged ? undefined : toMs(delta.of('totalFreezesDuration')),
    nack: delta.of('nackCount'),
    pli: delta.of('pliCount'),
    codec: fraction(delta.of('totalDecodeTime'), delta.of('framesDecoded')),
    frameHeight: positive(numberOf(stream, 'frameHeight')),
    resized: delta.sizeChanged,
  };
}

/** Firefox answers a height of 0 before the first frame: that is no height. */
function positive(value: number | undefined): number | undefined {
  return value === undefined || value <= 0 ? undefined : value;
}
