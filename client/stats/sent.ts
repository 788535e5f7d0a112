import { mediaBytes, type CounterStore } from './counters.ts';
import type { StatsTrack } from './inputs.ts';
import { numberOf, textOf, type RawStat, type StatsIndex } from './raw.ts';
import {
  deltaOf,
  fraction,
  isVideo,
  makeSample,
  maxOf,
  sumOf,
  toMs,
  type TrackDelta,
  type TrackReading,
} from './reading.ts';
import { encodingMeasures, sourceMeasures, type Encoding, type RemoteView } from './sent-measures.ts';

/** Reads a sent track with all its encodings. `undefined`: the browser has nothing, or nothing new, about it. */
export function readSent(
  index: StatsIndex,
  track: StatsTrack,
  counters: CounterStore,
): TrackReading | undefined {
  const streams = index.ofType('outbound-rtp').filter((stat) => belongsTo(index, stat, track));
  const encodings = streams
    .map((stream) => readEncoding(index, stream, counters))
    .filter((encoding) => encoding !== undefined)
    .sort(bestFirst);
  const [best, ...others] = encodings;
  if (best === undefined) return undefined;
  const { measures: source, frames: framesGiven } = sourceMeasures(
    sourceOf(index, track, best.stream),
    track,
    counters,
  );
  const layers = others.map((other) =>
    makeSample(
      { index, track, layer: layerSuffix(other.stream) },
      encodingMeasures({ index, track, source }, other),
    ),
  );
  const measures = { ...encodingMeasures({ index, track, source }, best), ...source };
  return {
    sample: makeSample(
      { index, track, layer: '' },
      layers.length === 0 ? measures : { ...measures, altLayouts: layers },
    ),
    delta: reportDelta(encodings, isVideo(track.source), framesGiven),
  };
}

type Finder = (stat: RawStat) => boolean;

function belongsTo(index: StatsIndex, stat: RawStat, track: StatsTrack): boolean {
  const mid = textOf(stat, 'mid');
  if (mid !== undefined && track.mid !== undefined) return mid === track.mid;
  const source = index.find(textOf(stat, 'mediaSourceId'));
  return track.mediaTrackId !== undefined && textOf(source, 'trackIdentifier') === track.mediaTrackId;
}

function readEncoding(index: StatsIndex, stream: RawStat, counters: CounterStore): Encoding | undefined {
  const difference = counters.difference(stream);
  if (difference === 'unchanged') return undefined;
  const remote = findRemote(index, stream);
  return {
    stream,
    delta: deltaOf(difference),
    remote: readRemote(remote, counters),
    packetsLost: numberOf(remote, 'packetsLost'),
  };
}

function findRemote(index: StatsIndex, stream: RawStat): RawStat | undefined {
  const isRemote: Finder = (stat) => textOf(stat, 'localId') === stream.id;
  return index.find(textOf(stream, 'remoteId')) ?? index.ofType('remote-inbound-rtp').find(isRemote);
}

function readRemote(remote: RawStat | undefined, counters: CounterStore): RemoteView | undefined {
  if (remote === undefined) return undefined;
  const difference = counters.difference(remote);
  if (difference === 'unchanged') return undefined;
  return {
    packetsLost: deltaOf(difference)?.of('packetsLost'),
    jitterMs: toMs(numberOf(remote, 'jitter')),
    rttMs: toMs(numberOf(remote, 'roundTripTime')),
  };
}

/** The largest layer that is being sent comes first. */
function bestFirst(left: Encoding, right: Encoding): number {
  return rank(right) - rank(left);
}

function rank({ stream, delta }: Encoding): number {
  const sending = (delta?.of('framesSent') ?? delta?.of('packetsSent') ?? 0) > 0;
  return (sending ? 1e6 : 0) + (numberOf(stream, 'frameHeight') ?? numberOf(stream, 'encodingIndex') ?? 0);
}

function layerSuffix(stream: RawStat): string {
  return `:${textOf(stream, 'rid') ?? String(numberOf(stream, 'ssrc') ?? stream.id)}`;
}

function sourceOf(index: StatsIndex, track: StatsTrack, stream: RawStat): RawStat | undefined {
  const isSource: Finder = (stat) => textOf(stat, 'trackIdentifier') === track.mediaTrackId;
  const linked = index.find(textOf(stream, 'mediaSourceId'));
  if (linked !== undefined || track.mediaTrackId === undefined) return linked;
  return index.ofType('media-source').find(isSource);
}

function reportDelta(
  encodings: readonly Encoding[],
  video: boolean,
  framesGiven: number | undefined,
): TrackDelta | undefined {
  const deltas = encodings.map(({ delta }) => delta).filter((delta) => delta !== undefined);
  const elapsedMs = maxOf(deltas.map((delta) => delta.elapsedMs));
  if (elapsedMs === undefined) return undefined;
  const sum = (counter: string): number | undefined => sumOf(deltas.map((delta) => delta.of(counter)));
  const most = (counter: string): number | undefined => maxOf(deltas.map((delta) => delta.of(counter)));
  const common: TrackDelta = {
    elapsedMs,
    packets: sum('packetsSent'),
    packetsLost: sumOf(encodings.map(({ remote }) => remote?.packetsLost)),
    bytes: sumOf(deltas.map((delta) => mediaBytes(delta, 'send'))),
    nack: sum('nackCount'),
    retransmitted: sum('retransmittedPacketsSent'),
    jitterMs: maxOf(encodings.map(({ remote }) => remote?.jitterMs)),
    rttMs: maxOf(encodings.map(({ remote }) => remote?.rttMs)),
  };
  if (!video) return common;
  return {
    ...common,
    framesGiven,
    // Layers carry the same frames: the one that sent most of them tells.
    frames: most('framesEncoded'),
    // The reason flickers, the durations do not; they are the track's and stand in every layer.
    limitedBandwidthMs: toMs(most('qualityLimitationDurations.bandwidth')),
    limitedCpuMs: toMs(most('qualityLimitationDurations.cpu')),
    limitedOtherMs: toMs(most('qualityLimitationDurations.other')),
    pli: sum('pliCount'),
    codec: fraction(sum('totalEncodeTime'), sum('framesEncoded')),
    qp: fraction(sum('qpSum'), sum('framesEncoded')),
    frameHeight: maxOf(encodings.filter(isSending).map(({ stream }) => numberOf(stream, 'frameHeight'))),
  };
}

function isSending({ delta }: Encoding): boolean {
  return (delta?.of('framesSent') ?? 0) > 0;
}
