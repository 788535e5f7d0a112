import type { LimitsInfo } from '@earshot/shared';
import type { Reception, WantedVideo } from './ports.ts';

/** Whether nothing needs to be told to the receiver. */
export function sameLimits(a: LimitsInfo, b: LimitsInfo): boolean {
  return (
    a.videos === b.videos &&
    a.audios === b.audios &&
    a.participants === b.participants &&
    a.reason === b.reason &&
    a.shedLevel === b.shedLevel &&
    a.optimalVideoCount === b.optimalVideoCount &&
    a.optimalVideoCountReason === b.optimalVideoCountReason
  );
}

/** Whether nothing needs to be told to media. */
export function sameReception(a: Reception, b: Reception): boolean {
  return (
    a.maxVideoBitrate === b.maxVideoBitrate &&
    (a.audio === b.audio || sameList(a.audio, b.audio, (x, y) => x === y)) &&
    (a.video === b.video || sameList(a.video, b.video, sameVideo))
  );
}

function sameVideo(a: WantedVideo, b: WantedVideo): boolean {
  return (
    a.trackId === b.trackId &&
    a.height === b.height &&
    a.priority === b.priority &&
    a.maxHeight === b.maxHeight &&
    a.maxFrameRate === b.maxFrameRate
  );
}

function sameList<T>(a: readonly T[], b: readonly T[], same: (x: T, y: T) => boolean): boolean {
  return (
    a.length === b.length &&
    a.every((x, index) => {
      const y = b[index];
      return y !== undefined && same(x, y);
    })
  );
}
