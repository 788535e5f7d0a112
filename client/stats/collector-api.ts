import type { EventSource } from '../api/event-source.ts';
import type { PlayoutSample, StreamSample, TransportSample } from './api.ts';

/** How a collector sums up. */
export interface CollectorOptions {
  /** Seconds in one data point, 1..60. Default 10. */
  readonly aggregationInterval?: number;
  /** Data points in one summary, 1..60. Default 6: with intervals of 10 s a summary comes every minute. */
  readonly dataPointsPerAggregation?: number;
}

/** Streams by what they carry and where they go; any number of each. */
export interface StreamsByKind<T> {
  /** Microphones and shared sound. */
  readonly audio: BothWays<T>;
  /** Cameras. */
  readonly video: BothWays<T>;
  /** Shared screens. */
  readonly screenShare: BothWays<T>;
}

/** Streams by direction. */
export interface BothWays<T> {
  /** From here. */
  readonly send: readonly T[];
  /** To here. */
  readonly receive: readonly T[];
}

/** Raw numbers of one sample, as a collector tells them. */
export interface CollectedSample extends StreamsByKind<StreamSample> {
  /** ms since the epoch. */
  readonly timestamp: number;
  /** As in `StatsSample`. */
  readonly intervalMs?: number;
  /** As in `StatsSample`. */
  readonly gap: boolean;
  /** Both transports; none before media is open. */
  readonly transports: readonly TransportSample[];
  /** The loudspeaker; only where the browser measures it. */
  readonly playout?: PlayoutSample;
}

/** One metric over a summary: each list has one entry for each data point, `undefined` where it had no value. */
export interface CollectedMetric<T> {
  /** The last value in each data point. */
  readonly raw: readonly (T | undefined)[];
  /** When the summary was made, ms since the epoch. */
  readonly timestamp: number;
  /** Numbers only: how it behaved in each data point. */
  readonly aggregation?: MetricAggregation;
}

/** How a number behaved in each data point. */
export interface MetricAggregation {
  /** Samples that had a value; 0 where none had. */
  readonly count: readonly number[];
  /** Sum of the values; over `count` it is the mean. */
  readonly sum: readonly (number | undefined)[];
  /** Smallest value. */
  readonly min: readonly (number | undefined)[];
  /** Largest value. */
  readonly max: readonly (number | undefined)[];
}

/** What identifies a stream or transport: not summed up. */
export type CollectedIdentity = 'id' | 'trackId' | 'participantId' | 'source' | 'direction' | 'transportId';

/** Each measure of `T`, summed up, under its name. */
export type Collected<T> = {
  readonly [K in Exclude<keyof T, CollectedIdentity | 'altLayouts'>]?: CollectedMetric<NonNullable<T[K]>>;
};

/** One stream over a summary. */
export type CollectedStream = Pick<StreamSample, CollectedIdentity> &
  Collected<StreamSample> & {
    /** Simulcast: the other layers. */
    readonly altLayouts?: readonly CollectedStream[];
  };

/** One transport over a summary. */
export type CollectedTransport = Pick<TransportSample, 'id' | 'direction'> & Collected<TransportSample>;

/** Some data points of a call. */
export interface CollectedSummary extends StreamsByKind<CollectedStream> {
  /** When it began, ms since the epoch. */
  readonly from: number;
  /** When it was made, ms since the epoch. */
  readonly timestamp: number;
  /** True length of each data point, ms: samples do not come at exact seconds. */
  readonly intervalsMs: readonly number[];
  /** Sampling stood still in it: conclude nothing from the time before the sample that said so. */
  readonly gap: boolean;
  /** Some streams were left out: there were more than 256. */
  readonly truncated: boolean;
  /** Transports that were there in any of the data points. */
  readonly transports: readonly CollectedTransport[];
  /** The loudspeaker; only where the browser measures it. */
  readonly playout?: Collected<PlayoutSample>;
}

/** Events of a collector. */
export interface CollectorEvents {
  /** With every sample of the call. */
  sampleReported: CollectedSample;
  /** Every `aggregationInterval` x `dataPointsPerAggregation` seconds. */
  summaryReported: CollectedSummary;
}

/** Collects the call's statistics for the app. Local: nothing of it is sent to the server. */
export interface StatsCollector extends EventSource<CollectorEvents> {
  /** Frees it; nothing is told any more. The end of the call does so too. */
  dispose(): void;
}
