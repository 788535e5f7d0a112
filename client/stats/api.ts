import type { EventSource } from '../api.ts';
import type { Source } from '../wire-types.ts';

/** One second of one stream. Names and units as the field's media statistics; absent when the browser has no value. */
export interface StreamSample {
  /** Stable while the track lives: direction, track and, for other layers than the best, the layer. */
  readonly id: string;
  readonly trackId: string;
  readonly participantId: string;
  readonly source: Source;
  readonly direction: 'send' | 'receive';
  /** As the browser spells it, e.g. `opus`, `VP8`. */
  readonly codecName?: string;
  /** bit/s, media only: without retransmissions. */
  readonly bitrate?: number;
  /** Sent or received. */
  readonly packetsPerSecond?: number;
  /** Sent tracks: as the server counted them, in the second in which it said so. */
  readonly packetsLostPerSecond?: number;
  /** ms; absent while no packets come. */
  readonly jitterInMs?: number;
  /** ms, by RTCP, in the second in which it was measured. */
  readonly rttInMs?: number;
  /** ms, mean of what left the buffer in this second. */
  readonly jitterBufferDelayInMs?: number;
  /** Loudness of the microphone, 0..65536. */
  readonly audioInputLevel?: number;
  /** Loudness of what is played, 0..65536. */
  readonly audioOutputLevel?: number;
  /** Audibly concealed samples / all samples, 0..1. */
  readonly healedRatio?: number;
  /** Frames per second that the camera or screen gives. */
  readonly frameRateInput?: number;
  /** Pixels. */
  readonly frameWidthInput?: number;
  /** Pixels. */
  readonly frameHeightInput?: number;
  /** Frames per second. */
  readonly frameRateEncoded?: number;
  /** Frames per second. */
  readonly frameRateSent?: number;
  /** Pixels. */
  readonly frameWidthSent?: number;
  /** Pixels. */
  readonly frameHeightSent?: number;
  /** Frames per second that came whole. */
  readonly frameRateReceived?: number;
  /** Frames per second. */
  readonly frameRateDecoded?: number;
  /** Pixels. */
  readonly frameWidthReceived?: number;
  /** Pixels. */
  readonly frameHeightReceived?: number;
  /** Frames of this second that were dropped before they were shown. */
  readonly framesDropped?: number;
  /** Key frames of this second. */
  readonly keyFramesEncoded?: number;
  /** Key frames of this second. */
  readonly keyFramesDecoded?: number;
  /** ms, over the stream's life; freezes that ended in the same second count as their mean. */
  readonly longestFreezeDurationInMs?: number;
  /** ms, over the stream's life. A freeze counts when it has ended. */
  readonly totalFreezeDurationInMs?: number;
  /** Simulcast: the other layers, best first, those that are not sent last. The numbers above are the best one's. */
  readonly altLayouts?: readonly StreamSample[];
}

/** One second of one transport. */
export interface TransportSample {
  readonly direction: 'send' | 'receive';
  /** ms, by connectivity checks; absent when none has been answered for a while. */
  readonly rttInMs?: number;
  /** bit/s that could be sent by the browser's estimate; on the sending transport only. */
  readonly availableOutgoingBitrate?: number;
  /** bit/s that could be received by the browser's estimate; on the receiving transport only. */
  readonly availableIncomingBitrate?: number;
  /** How it reaches the server; `relay` = over TURN. */
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
