import { boundDetector, boundOf, isPast, volumeOf, windowOf, type Measure } from './bounds.ts';
import { estimatesOf, isClimbing } from './estimate.ts';
import type { Detector, SeenSample } from './detector.ts';
import type { TrackSecond, TrackWindow } from './track-history.ts';
import type { StreamSample } from '../stats/api.ts';
import {
  growth,
  meanOver,
  OWN_CAMERA,
  REMOTE_CAMERAS,
  secondsOf,
  select,
  totalOver,
  within,
  worst,
} from './tracks.ts';

/** Detectors of what the device and its uplink can carry. */

/** Frames that are lost on the way cannot be decoded: from here on it is not the device. */
const MAX_LOSS = 0.02;
/** Fewer frames of the camera are the dark's fault, or the app's wish. */
const MIN_INPUT_FPS = 10;

/** The network holds the own camera back for most of the time. */
const congestion = boundDetector('congestion', (window, info, current) => {
  if (window.facts.sendTransport !== 'connected') return 'unknown';
  // An estimate starts low and climbs: until it has found its level every camera is held back.
  const bounds = { windowMs: windowOf(info), growth: boundOf(info, 'estimateGrowth').enter };
  const counts = current !== 'good' || !isClimbing(estimatesOf(window), bounds);
  return worst(window, OWN_CAMERA, (track) => {
    const past = within(track, window, info);
    if (window.now - track.since < boundOf(info, 'settleMs').enter) return undefined;
    const limitedShare = shareOf(past, 'bandwidth');
    return limitedShare === undefined
      ? undefined
      : { value: limitedShare, counts, evidence: { limitedShare } };
  });
});

/** Share of the time in which the encoder was held back for this reason; `undefined` where the browser does not say. */
function shareOf(past: readonly TrackSecond[], reason: 'bandwidth' | 'cpu'): number | undefined {
  const name = reason === 'cpu' ? 'qualityLimitationCpuInMs' : 'qualityLimitationBandwidthInMs';
  const grown = growth(past, ({ stream }) => stream[name]);
  return grown === undefined ? undefined : Math.min(1, grown.by / 1_000 / grown.seconds);
}

/** The device is too busy: seconds with any sign of it. */
const cpuLimited = boundDetector('cpuLimited', (window, info) => {
  if (!window.facts.visible || window.samples.length === 0) return 'unknown';
  const past = window.samples.filter(({ at }) => window.now - at < (info.windowMs ?? 0));
  const limit = (name: string): number => boundOf(info, name).enter;
  let busy = 0;
  let seconds = 0;
  const signs: Record<string, number> = {};
  past.forEach((seen, at) => {
    const lasted = (seen.sample.intervalMs ?? 1_000) / 1_000;
    const found = Object.entries(signsOf(seen, past[at - 1])).filter(([name, value]) => value >= limit(name));
    seconds += lasted;
    if (found.length > 0) busy += lasted;
    for (const [name, value] of found) signs[name] = Math.max(value, signs[name] ?? 0);
  });
  if (seconds < volumeOf(info)) return 'unknown';
  const busyShare = busy / Math.max(seconds, (info.windowMs ?? 0) / 1_000);
  return { value: busyShare, evidence: { busyShare, ...signs } };
});

/** What one sample says of a busy processor; what is not measured says nothing. */
function signsOf({ sample, lateMs }: SeenSample, before: SeenSample | undefined): Record<string, number> {
  const camera = findCamera(sample.streams);
  const earlier = before === undefined ? undefined : findCamera(before.sample.streams);
  const limited = (camera?.qualityLimitationCpuInMs ?? 0) - (earlier?.qualityLimitationCpuInMs ?? Infinity);
  return {
    limitedShare: Math.max(0, limited / (sample.intervalMs ?? 1_000)),
    encoderBusy: camera === undefined ? 0 : encoderBusy(camera),
    synthesizedRatio: sample.playout?.synthesizedRatio ?? 0,
    lateMs,
  };
}

function findCamera(streams: readonly StreamSample[]): StreamSample | undefined {
  return streams.find(({ direction, source }) => direction === 'send' && source === 'camera');
}

/** Share of the time in which the busiest layer is being encoded. */
function encoderBusy(camera: StreamSample): number {
  const layers = [camera, ...(camera.altLayouts ?? [])];
  return Math.max(
    ...layers.map(
      ({ encodeTimeInMs = 0, frameRateEncoded = 0 }) => (encodeTimeInMs * frameRateEncoded) / 1_000,
    ),
  );
}

/** Frames arrive whole and are not shown. */
const decoderOverloaded = boundDetector('decoderOverloaded', (window, info, current) => {
  if (window.samples.length === 0) return 'unknown';
  const tracks = select(window, REMOTE_CAMERAS);
  if (tracks.length === 0) return 'idle';
  const seen = tracks
    .map((track) => decoding(within(track, window, info)))
    .filter((one) => one !== undefined);
  const came = seen.reduce((sum, one) => sum + one.came, 0);
  if (came < volumeOf(info)) return 'unknown';
  const missedRatio = seen.reduce((sum, one) => sum + one.missed, 0) / came;
  const busy = seen.filter((one) => isPast(one.busy, boundOf(info, 'decoderBusy'), current)).length;
  const isBusy = busy * 2 > seen.length;
  const value = isBusy ? Math.max(missedRatio, boundOf(info).enter) : missedRatio;
  return { value, evidence: { missedRatio, busyDecoders: busy } };
});

/** Whole frames that came and were not shown; `undefined` where it is not the device that is seen. */
function decoding(
  past: readonly TrackSecond[],
): { readonly came: number; readonly missed: number; readonly busy: number } | undefined {
  const came = totalOver(past, ({ stream }) => stream.frameRateReceived);
  const decoded = totalOver(past, ({ stream }) => stream.frameRateDecoded);
  if (came === undefined || decoded === undefined || lossOf(past) > MAX_LOSS) return undefined;
  const dropped = totalOver(past, ({ stream }) => stream.frameRateDropped) ?? 0;
  const decodeMs = meanOver(past, ({ stream }) => stream.decodeTimeInMs) ?? 0;
  const missed = Math.min(came, Math.max(came - decoded, dropped));
  return { came, missed, busy: (decodeMs * came) / 1_000 / secondsOf(past) };
}

/** Lost for good, or asked for again: what comes late is of no use to the pictures that waited for it. */
function lossOf(past: readonly TrackSecond[]): number {
  const missing = totalOver(past, ({ stream }) => stream.packetsLostPerSecond) ?? 0;
  const asked = growth(past, ({ stream }) => stream.nackCount)?.by ?? 0;
  const lost = Math.max(missing, asked);
  const came = totalOver(past, ({ stream }) => stream.packetsPerSecond) ?? 0;
  return lost === 0 ? 0 : lost / (lost + came);
}

/** The camera gives frames and the encoder does not get to them, for want of time and not of bandwidth. */
const encoderStarved = boundDetector('encoderStarved', (window, info) =>
  worst(window, OWN_CAMERA, (track) => starvation(within(track, window, info), info, track)),
);

function starvation(
  past: readonly TrackSecond[],
  info: Parameters<typeof boundOf>[0],
  { track }: TrackWindow,
): Measure | undefined {
  const input = meanOver(past, ({ stream }) => stream.frameRateInput);
  const encoded = meanOver(past, ({ stream }) => stream.frameRateEncoded);
  if (input === undefined || encoded === undefined || input * secondsOf(past) < volumeOf(info))
    return undefined;
  const busy = meanOver(past, ({ stream }) => encoderBusy(stream)) ?? 0;
  const isTimeShort = busy >= boundOf(info, 'encoderBusy').enter || (shareOf(past, 'cpu') ?? 0) >= 0.3;
  const isHeldBack = (shareOf(past, 'bandwidth') ?? 0) >= 0.3;
  const missingRatio = Math.max(0, 1 - encoded / input);
  return {
    value: missingRatio,
    counts: input >= MIN_INPUT_FPS && isTimeShort && !isHeldBack,
    evidence: { missingRatio, encoderBusy: busy, source: track.source },
  };
}

/** Detectors of load. */
export const LOAD_DETECTORS: readonly Detector[] = [
  congestion,
  cpuLimited,
  decoderOverloaded,
  encoderStarved,
];
