import { bitrate, perSecond } from '@earshot/shared';
import { mediaBytes, type CounterStore, type Delta } from './counters.ts';
import type { StatsTrack } from './inputs.ts';
import { numberOf, textOf, type RawStat, type StatsIndex } from './raw.ts';
import {
  codecNameOf,
  deltaOf,
  fraction,
  isVideo,
  makeSample,
  toMs,
  type MaybeMeasures,
  type TrackDelta,
  type TrackReading,
} from './reading.ts';
import {
  audibleConcealmentMs,
  audioMeasures,
  positive,
  repairMeasures,
  videoMeasures,
} from './received-measures.ts';

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
    ...repairMeasures(stream, delta),
    ...(delta === undefined ? {} : flow(stream, delta)),
    ...(isVideo(track.source)
      ? { streamId: track.streamId, ...videoMeasures(stream, delta) }
      : audioMeasures(stream, delta)),
  };
  return {
    sample: makeSample({ index, track, layer: '' }, measures),
    delta: delta === undefined ? undefined : reportDelta(stream, delta, isVideo(track.source)),
    playoutAt: delta === undefined ? undefined : playoutAt(stream, delta),
  };
}

/** The sender's moment that is played now, at the browser's time 0; nothing of a stream that stands still. */
function playoutAt(stream: RawStat, delta: Delta): number | undefined {
  const moment = numberOf(stream, 'estimatedPlayoutTimestamp');
  const packets = delta.of('packetsReceived') ?? 0;
  return moment === undefined || packets === 0 ? undefined : moment - stream.timestamp;
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
  };
}

function reportDelta(stream: RawStat, delta: Delta, video: boolean): TrackDelta {
  const packets = delta.of('packetsReceived');
  const common: TrackDelta = {
    elapsedMs: delta.elapsedMs,
    packets,
    packetsLost: delta.of('packetsLost'),
    bytes: mediaBytes(delta, 'receive'),
    nack: delta.of('nackCount'),
    retransmitted: delta.of('retransmittedPacketsReceived'),
    jitterMs: packets === undefined || packets === 0 ? undefined : toMs(numberOf(stream, 'jitter')),
    buffer: fraction(delta.of('jitterBufferDelay'), delta.of('jitterBufferEmittedCount')),
  };
  if (!video) return { ...common, concealedMs: audibleConcealmentMs(delta) };
  return {
    ...common,
    framesGiven: delta.of('framesReceived'),
    frames: delta.of('framesDecoded'),
    framesDropped: delta.of('framesDropped'),
    // The pause in which a layer is switched is no freeze.
    freezeMs: delta.sizeChanged ? undefined : toMs(delta.of('totalFreezesDuration')),
    pli: delta.of('pliCount'),
    codec: fraction(delta.of('totalDecodeTime'), delta.of('framesDecoded')),
    qp: fraction(delta.of('qpSum'), delta.of('framesDecoded')),
    frameHeight: positive(numberOf(stream, 'frameHeight')),
    resized: delta.sizeChanged,
  };
}
