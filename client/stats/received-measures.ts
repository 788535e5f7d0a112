import { concealedMs, concealmentRatio, frameIntervalDeviationMs, meanMs, perSecond } from '@earshot/shared';
import type { Delta } from './counters.ts';
import { numberOf, type RawStat } from './raw.ts';
import { ratio, toLevel, toMs, type MaybeMeasures } from './reading.ts';

/** What the browser says of a received stream's repair and buffer, sound or picture. `delta`: since the second before. */
export function repairMeasures(stream: RawStat, delta: Delta | undefined): MaybeMeasures {
  return {
    retransmittedPackets: numberOf(stream, 'retransmittedPacketsReceived'),
    nackCount: numberOf(stream, 'nackCount'),
    packetsDiscarded: numberOf(stream, 'packetsDiscarded'),
    jitterBufferDelayInMs: meanMs(delta?.of('jitterBufferDelay'), delta?.of('jitterBufferEmittedCount')),
    jitterBufferTargetDelayInMs: meanMs(
      delta?.of('jitterBufferTargetDelay'),
      delta?.of('jitterBufferEmittedCount'),
    ),
  };
}

/** What the browser says of received sound. */
export function audioMeasures(stream: RawStat, delta: Delta | undefined): MaybeMeasures {
  const totals: MaybeMeasures = {
    audioOutputLevel: toLevel(numberOf(stream, 'audioLevel')),
    concealmentEvents: numberOf(stream, 'concealmentEvents'),
    fecPackets: numberOf(stream, 'fecPacketsReceived'),
    fecPacketsDiscarded: numberOf(stream, 'fecPacketsDiscarded'),
  };
  if (delta === undefined) return totals;
  return {
    ...totals,
    healedRatio: concealmentRatio(concealment(delta)),
    audibleConcealmentInMs: audibleConcealmentMs(delta),
    timeStretchRatio: timeStretchRatio(delta),
  };
}

/** Sound that was audibly made up, ms. */
export function audibleConcealmentMs(delta: Delta): number | undefined {
  return concealedMs({ ...concealment(delta), totalSeconds: delta.of('totalSamplesDuration') });
}

interface Concealment {
  readonly concealed: number | undefined;
  readonly silent: number | undefined;
  readonly total: number | undefined;
}

function concealment(delta: Delta): Concealment {
  return {
    concealed: delta.of('concealedSamples'),
    silent: delta.of('silentConcealedSamples'),
    total: delta.of('totalSamplesReceived'),
  };
}

function timeStretchRatio(delta: Delta): number | undefined {
  const added = delta.of('insertedSamplesForDeceleration');
  const taken = delta.of('removedSamplesForAcceleration');
  if (added === undefined || taken === undefined) return undefined;
  return ratio(added + taken, delta.of('totalSamplesReceived'));
}

/** What the browser says of a received picture. */
export function videoMeasures(stream: RawStat, delta: Delta | undefined): MaybeMeasures {
  const freezes = numberOf(stream, 'freezeCount');
  const totals: MaybeMeasures = {
    ...videoTotals(stream),
    longestFreezeDurationInMs: freezes === 0 ? 0 : undefined,
  };
  if (delta === undefined) return totals;
  // Several freezes in one second share its frozen time: the longest was at least the mean.
  const longest = delta.peak('freeze', meanMs(delta.of('totalFreezesDuration'), delta.of('freezeCount')));
  return {
    ...totals,
    ...(longest === undefined ? {} : { longestFreezeDurationInMs: longest }),
    ...frameMeasures(delta),
  };
}

function videoTotals(stream: RawStat): MaybeMeasures {
  return {
    frameWidthReceived: positive(numberOf(stream, 'frameWidth')),
    frameHeightReceived: positive(numberOf(stream, 'frameHeight')),
    framesReceived: numberOf(stream, 'framesReceived'),
    framesDecoded: numberOf(stream, 'framesDecoded'),
    framesDropped: numberOf(stream, 'framesDropped'),
    keyFramesDecoded: numberOf(stream, 'keyFramesDecoded'),
    freezeCount: numberOf(stream, 'freezeCount'),
    totalFreezeDurationInMs: toMs(numberOf(stream, 'totalFreezesDuration')),
    pauseCount: numberOf(stream, 'pauseCount'),
    totalPauseDurationInMs: toMs(numberOf(stream, 'totalPausesDuration')),
    pliCount: numberOf(stream, 'pliCount'),
    firCount: numberOf(stream, 'firCount'),
  };
}

function frameMeasures(delta: Delta): MaybeMeasures {
  const decoded = delta.of('framesDecoded');
  return {
    frameRateReceived: perSecond(delta.of('framesReceived'), delta.elapsedMs),
    frameRateDecoded: perSecond(decoded, delta.elapsedMs),
    frameRateDropped: perSecond(delta.of('framesDropped'), delta.elapsedMs),
    decodeTimeInMs: meanMs(delta.of('totalDecodeTime'), decoded),
    processingDelayInMs: meanMs(delta.of('totalProcessingDelay'), decoded),
    meanQp: ratio(delta.of('qpSum'), decoded),
    // A layer switch stretches one interval: that is no jerk.
    frameIntervalDeviationInMs: delta.sizeChanged ? undefined : intervalDeviation(delta),
  };
}

function intervalDeviation(delta: Delta): number | undefined {
  return frameIntervalDeviationMs({
    sum: delta.of('totalInterFrameDelay'),
    squares: delta.of('totalSquaredInterFrameDelay'),
    frames: delta.of('framesDecoded'),
  });
}

/** Firefox answers a height of 0 before the first frame: that is no height. */
export function positive(value: number | undefined): number | undefined {
  return value === undefined || value <= 0 ? undefined : value;
}
