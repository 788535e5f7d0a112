import {
  bitrate,
  inboundLossRatio,
  outboundLossRatio,
  perSecond,
  QUALITY_THRESHOLDS,
  shareOf,
  type Measured,
  type RatedTrack,
  type ReportInterval,
  type TrackInterval,
} from '@earshot/shared';
import type { IngestObserver, LimitReason, ReportSource, TrackLabels } from './ports.ts';

interface Target {
  readonly observer: IngestObserver;
  readonly from: ReportSource;
}

const LIMITED: readonly (readonly ['limitedBandwidthMs' | 'limitedCpuMs' | 'limitedOtherMs', LimitReason])[] =
  [
    ['limitedBandwidthMs', 'bandwidth'],
    ['limitedCpuMs', 'cpu'],
    ['limitedOtherMs', 'other'],
  ];

/** Hands the tracks of an interval to the observer. What was not measured is not told. */
export function countTracks(
  { gap }: Pick<ReportInterval, 'gap'>,
  rated: readonly RatedTrack[],
  target: Target,
): void {
  for (const { track, quality } of rated) {
    const labels: TrackLabels = { direction: track.direction, kind: track.kind, source: track.source };
    const expectedMs = track.values.expectedMs;
    if (expectedMs !== undefined) {
      const { band, factor, blame } = quality;
      target.observer.trackQualitySeconds({ ...labels, band, factor, blame }, expectedMs / 1000);
      target.observer.mediaSeconds(labels, expectedMs / 1000);
    }
    countHarm(track, labels, target.observer);
    countFlow(track, labels, target.observer);
    // A ratio over an interval with a hole in it would be compared with ratios over whole ones.
    if (!gap) observeRatios(track, labels, target);
  }
}

function countHarm(
  { values, direction, kind }: TrackInterval,
  labels: TrackLabels,
  observer: IngestObserver,
): void {
  if (direction === 'receive' && kind === 'video') {
    told(values.freezeMs, (ms) => {
      observer.freezeSeconds(labels, ms / 1000);
    });
  }
  if (direction === 'receive' && kind === 'audio') {
    told(values.concealedMs, (ms) => {
      observer.concealedSeconds(labels, ms / 1000);
    });
  }
  if (direction === 'send' && kind === 'video') {
    for (const [column, reason] of LIMITED) {
      told(values[column], (ms) => {
        observer.limitedSeconds({ ...labels, reason }, ms / 1000);
      });
    }
  }
}

function countFlow({ values, kind }: TrackInterval, labels: TrackLabels, observer: IngestObserver): void {
  const { packets, packetsLost } = values;
  told(values.bytes, (bytes) => {
    observer.mediaBytes(labels, bytes);
  });
  if (packets !== undefined && packetsLost !== undefined)
    observer.packets(labels, { received: packets, lost: packetsLost });
  if (kind !== 'video') return;
  told(values.frames, (count) => {
    observer.frames(labels, count);
  });
  told(values.framesDropped, (count) => {
    observer.framesDropped(labels, count);
  });
}

function observeRatios(track: TrackInterval, labels: TrackLabels, { observer, from }: Target): void {
  const { values, direction, kind } = track;
  const enough = (values.expectedMs ?? 0) >= QUALITY_THRESHOLDS.scoring.minExpectedMs;
  told(lossOf(track), (ratio) => {
    observer.lossRatio(labels, ratio, from);
  });
  told(values.jitterMaxMs, (ms) => {
    observer.jitterSeconds(labels, ms / 1000);
  });
  told(values.jitterBufferMs, (ms) => {
    observer.jitterBufferSeconds(labels, ms / 1000);
  });
  if (!enough) return;
  told(bitrate({ bytes: values.bytes, retransmittedBytes: 0 }, values.expectedMs), (bps) => {
    observer.bitrate(labels, bps);
  });
  if (kind === 'video')
    told(perSecond(values.frames, values.expectedMs), (fps) => {
      observer.videoFps(labels, fps);
    });
  if (direction !== 'receive') return;
  if (kind === 'video') {
    told(shareOf(values.freezeMs, values.expectedMs), (ratio) => {
      observer.freezeRatio(labels, ratio, from);
    });
  } else {
    told(shareOf(values.concealedMs, values.expectedMs), (ratio) => {
      observer.concealmentRatio(labels, ratio, from);
    });
  }
}

function lossOf({ values, direction }: TrackInterval): Measured {
  const { packets, packetsLost: lost } = values;
  if (packets === undefined || packets + (lost ?? 0) < QUALITY_THRESHOLDS.scoring.minPacketsForLoss)
    return undefined;
  return direction === 'send' ? outboundLossRatio({ packets, lost }) : inboundLossRatio({ packets, lost });
}

function told(value: Measured, tell: (value: number) => void): void {
  if (value !== undefined) tell(value);
}
