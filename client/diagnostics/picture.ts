import { boundDetector, boundOf, isPast, volumeOf, type Measure } from './bounds.ts';
import type { TrackSecond, TrackWindow } from './track-history.ts';
import { growth, meanOver, REMOTE_CAMERAS, secondsOf, within, worst } from './tracks.ts';

/** Detectors of what is seen of others. */

/** A picture of somebody else stands still. A second without a frame is frozen; shorter freezes are the browser's word. */
const videoFreeze = boundDetector('videoFreeze', (window, info) =>
  worst(window, REMOTE_CAMERAS, (track) => {
    const past = within(track, window, info);
    if (past.length === 0 || !hasMoved(track, volumeOf(info))) return undefined;
    const frozen = past.reduce((sum, second, at) => sum + frozenSeconds(second, past[at - 1]), 0);
    // Over the whole window, so that one empty second at its beginning is not all of it.
    const windowSeconds = Math.max(secondsOf(past), (info.windowMs ?? 0) / 1_000);
    const frozenRatio = Math.min(1, frozen / windowSeconds);
    return { value: frozenRatio, evidence: { frozenRatio, trackId: track.track.trackId } };
  }),
);

/** It showed frames at all: a camera that gives two a second in the dark is slow, not frozen. */
function hasMoved({ past }: TrackWindow, minFrames: number): boolean {
  return past.some(({ stream }) => (stream.frameRateDecoded ?? 0) >= minFrames);
}

function frozenSeconds({ stream, seconds }: TrackSecond, before: TrackSecond | undefined): number {
  if (stream.frameRateDecoded === 0) return seconds;
  const total = stream.totalFreezeDurationInMs;
  const earlier = before?.stream.totalFreezeDurationInMs;
  if (total === undefined || earlier === undefined) return 0;
  return Math.min(seconds, Math.max(0, total - earlier) / 1_000);
}

/** Sound or picture should come, the path is up, and no packet comes. Silence sends two a second still. */
const dryTrack = boundDetector('dryTrack', (window) => {
  if (window.facts.receiveTransport !== 'connected') return 'unknown';
  return worst(window, { direction: 'receive', sources: ['microphone', 'camera'] }, ({ track, dryMs }) =>
    dryMs === undefined ? undefined : { value: dryMs, evidence: { dryMs, source: track.source } },
  );
});

/** Packets of a picture come, whole pictures are asked for, and none is decoded. */
const stuckDecoder = boundDetector('stuckDecoder', (window, info, current) =>
  worst(window, REMOTE_CAMERAS, (track): Measure | undefined => {
    const still = stillAtEnd(track);
    if (still === undefined) return undefined;
    const stuckMs = secondsOf(still) * 1_000;
    const bitrate = meanOver(still, ({ stream }) => stream.bitrate);
    const asked = growth(still, ({ stream }) => stream.pliCount)?.by;
    const counts =
      current !== 'good' ||
      (isPast(bitrate ?? 0, boundOf(info, 'bitrate'), 'good') &&
        isPast(asked ?? 0, boundOf(info, 'pictureRequests'), 'good'));
    return { value: stuckMs, counts, evidence: { stuckMs, ...(bitrate === undefined ? {} : { bitrate }) } };
  }),
);

/** The newest samples without a decoded frame; `undefined` where frames are not counted. */
function stillAtEnd({ past }: TrackWindow): readonly TrackSecond[] | undefined {
  if (past.at(-1)?.stream.frameRateDecoded === undefined) return undefined;
  const moving = past.findLastIndex(({ stream }) => stream.frameRateDecoded !== 0);
  return past.slice(moving + 1);
}

/** Whole pictures are asked for again and again. */
const keyFrameStorm = boundDetector('keyFrameStorm', (window, info) =>
  worst(window, { direction: 'receive', sources: ['camera', 'screen'] }, (track) => {
    const past = within(track, window, info);
    const asked = growth(past, ({ stream }) => stream.pliCount);
    if (asked === undefined || asked.seconds < volumeOf(info) - 1) return undefined;
    // As over the whole window: three in the first seconds are no storm.
    const requestsPerSecond = asked.by / Math.max(asked.seconds, (info.windowMs ?? 0) / 1_000 - 1);
    return { value: requestsPerSecond, evidence: { requestsPerSecond } };
  }),
);

/** Lips and voice are apart, by the browser's estimate. */
const audioVideoOutOfSync = boundDetector('audioVideoOutOfSync', (window, info) =>
  worst(window, REMOTE_CAMERAS, (track) => {
    const past = within(track, window, info).filter(({ stream }) => stream.audioVideoSkewInMs !== undefined);
    const skewMs = meanOver(past, ({ stream }) => stream.audioVideoSkewInMs);
    if (skewMs === undefined || secondsOf(past) < volumeOf(info)) return undefined;
    return { value: Math.abs(skewMs), evidence: { skewMs } };
  }),
);

/** Detectors of pictures that come from others, and of tracks that do not come. */
export const PICTURE_DETECTORS = [videoFreeze, dryTrack, stuckDecoder, keyFrameStorm, audioVideoOutOfSync];
