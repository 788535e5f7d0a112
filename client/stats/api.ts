import type { Source } from '@earshot/shared';
import type { EventSource } from '../api.ts';

/** One second of one stream. Names and units as the field's media statistics; absent when the browser has no value. */
export interface StreamSample {
  readonly id: string;
  readonly trackId: string;
  readonly participantId: string;
  readonly source: Source;
  readonly direction: 'send' | 'receive';
  readonly codecName?: string;
  /** bit/s, media only: without retransmissions. */
  readonly bitrate?: number;
  readonly packetsPerSecond?: number;
  readonly packetsLostPerSecond?: number;
  readonly jitterInMs?: number;
  readonly rttInMs?: number;
  readonly jitterBufferDelayInMs?: number;
  /** 0..65536. */
  readonly audioInputLevel?: number;
  /** 0..65536. */
  readonly audioOutputLevel?: number;
  /** Audibly concealed samples / all samples, 0..1. */
  readonly healedRatio?: number;
  readonly frameRateInput?: number;
  readonly frameWidthInput?: number;
  readonly frameHeightInput?: number;
  readonly frameRateEncoded?: number;
  readonly frameRateSent?: number;
  readonly frameWidthSent?: number;
  readonly frameHeightSent?: number;
  readonly frameRateReceived?: number;
  readonly frameRateDecoded?: number;
  readonly frameWidthReceived?: number;
  readonly frameHeightReceived?: number;
  readonly framesDropped?: number;
  readonly keyFramesEncoded?: number;
  readonly keyFramesDecoded?: number;
  readonly longestFreezeDurationInMs?: number;
  readonly totalFreezeDurationInMs?: number;
  /** Simulcast: the other layers, best first, those that are not sent last. The numbers above are the best one's. */
  readonly altLayouts?: readonly StreamSample[];
}

/** One second of one transport. */
export interface TransportSample {
  readonly direction: 'send' | 'receive';
  readonly rttInMs?: number;
  readonly availableOutgoingBitrate?: number;
  readonly availableIncomingBitrate?: number;
  readonly path: 'udp' | 'tcp' | 'relay' | 'unknown';
  readonly state: RTCPeerConnectionState;
}

/** One second of the call. */
export interface StatsSample {
  /** ms since the epoch. */
  readonly at: number;
  /** Sampling had stood still before this one (a throttled tab, a sleeping machine): conclude nothing from the time between. */
  readonly gap: boolean;
  readonly streams: readonly StreamSample[];
  readonly transports: readonly TransportSample[];
}

/** How a metric behaved over an interval. */
export interface Aggregate {
  readonly count: number;
  readonly sum: number;
  readonly min: number;
  readonly max: number;
}

/** Ten seconds of one stream: an aggregate for each number that was there. */
export interface StreamSummary {
  readonly id: string;
  readonly trackId: string;
  readonly participantId: string;
  readonly source: Source;
  readonly direction: 'send' | 'receive';
  readonly metrics: Readonly<Record<string, Aggregate>>;
}

/** Ten seconds of the call. */
export interface StatsSummary {
  readonly from: number;
  readonly to: number;
  readonly streams: readonly StreamSummary[];
}

/** Events of the statistics. */
export interface CallStatsEvents {
  sample: StatsSample;
  summary: StatsSummary;
}

/** Media statistics of a call. */
export interface CallStats extends EventSource<CallStatsEvents> {
  /** The last second, when there was one. */
  readonly latest: StatsSample | undefined;
  /** Summaries kept, newest last; at most 360 (an hour). */
  readonly summaries: readonly StatsSummary[];
}
