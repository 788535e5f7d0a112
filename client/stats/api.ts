import type { EventSource } from '../api/event-source.ts';
import type { Source } from '../wire-types.ts';

/**
 * One second of one stream. Names and units as the field's media statistics; absent when the browser has no value.
 * Totals count from the stream's beginning: a new one (another device, media renewed) begins at 0 again.
 */
export interface StreamSample {
  /** Stable while the track lives: direction, track and, for other layers than the best, the layer. */
  readonly id: string;
  /** Track that it carries. */
  readonly trackId: string;
  /** Who sends it. */
  readonly participantId: string;
  /** What it carries. */
  readonly source: Source;
  /** Whether this client sends or receives it. */
  readonly direction: 'send' | 'receive';
  /** Transport that carries it: the `id` of a `TransportSample`. */
  readonly transportId: string;
  /** Received video only: id of its media stream, the same for a participant's camera and microphone. */
  readonly streamId?: string;
  /** As the browser spells it, e.g. `opus`, `VP8`. */
  readonly codecName?: string;
  /** bit/s, media only: without retransmissions. */
  readonly bitrate?: number;
  /** Sent or received, in total. */
  readonly packets?: number;
  /** Sent or received. */
  readonly packetsPerSecond?: number;
  /** In total, retransmitted ones apart; may fall when late ones come. Sent tracks: as the server counted them. */
  readonly packetsLost?: number;
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
  /** In total. */
  readonly framesEncoded?: number;
  /** Frames per second. */
  readonly frameRateEncoded?: number;
  /** In total. */
  readonly framesSent?: number;
  /** Frames per second. */
  readonly frameRateSent?: number;
  /** Pixels. */
  readonly frameWidthSent?: number;
  /** Pixels. */
  readonly frameHeightSent?: number;
  /** In total, those that came whole. */
  readonly framesReceived?: number;
  /** Frames per second that came whole. */
  readonly frameRateReceived?: number;
  /** In total. */
  readonly framesDecoded?: number;
  /** Frames per second. */
  readonly frameRateDecoded?: number;
  /** Pixels. */
  readonly frameWidthReceived?: number;
  /** Pixels. */
  readonly frameHeightReceived?: number;
  /** In total, those that were dropped before they were shown. */
  readonly framesDropped?: number;
  /** In total. */
  readonly keyFramesEncoded?: number;
  /** In total. */
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
  /** Its id, which the server knows it by too. */
  readonly id: string;
  /** What it carries from here: what is sent, or what is received. */
  readonly direction: 'send' | 'receive';
  /** ms, by connectivity checks; absent when none has been answered for a while. */
  readonly rttInMs?: number;
  /** bit/s that could be sent by the browser's estimate; on the sending transport only. */
  readonly availableOutgoingBitrate?: number;
  /** bit/s that could be received by the browser's estimate; on the receiving transport only. */
  readonly availableIncomingBitrate?: number;
  /** How it reaches the server; `relay` = over TURN. */
  readonly path: 'udp' | 'tcp' | 'relay' | 'unknown';
  /** As the browser's connection state. */
  readonly state: RTCPeerConnectionState;
}

/** One second of the call. */
export interface StatsSample {
  /** ms since the epoch. */
  readonly at: number;
  /** Sampling had stood still before this one (a throttled tab, a sleeping machine): conclude nothing from the time between. */
  readonly gap: boolean;
  /** Tracks of which something is known in this second. */
  readonly streams: readonly StreamSample[];
  /** Both transports; none before media is open. */
  readonly transports: readonly TransportSample[];
}

/** How a metric behaved over an interval. */
export interface Aggregate {
  /** Samples that had a value. */
  readonly count: number;
  /** Sum of the values; over `count` it is the mean. */
  readonly sum: number;
  /** Smallest value. */
  readonly min: number;
  /** Largest value. */
  readonly max: number;
}

/** Ten seconds of one stream: an aggregate for each number that was there. */
export interface StreamSummary {
  /** As in `StreamSample`. */
  readonly id: string;
  /** Track that it carries. */
  readonly trackId: string;
  /** Who sends it. */
  readonly participantId: string;
  /** What it carries. */
  readonly source: Source;
  /** Whether this client sends or receives it. */
  readonly direction: 'send' | 'receive';
  /** By the names and in the units of `StreamSample`. Of a total, `max - min` is what these seconds added. */
  readonly metrics: Readonly<Record<string, Aggregate>>;
}

/** Ten seconds of the call. */
export interface StatsSummary {
  /** ms since the epoch: time of the sample before the first one, or of the first ever. */
  readonly from: number;
  /** ms since the epoch: time of the last sample. */
  readonly to: number;
  /** Streams that were there in any of these seconds. */
  readonly streams: readonly StreamSummary[];
}

/** Events of the statistics. */
export interface CallStatsEvents {
  /** Once a second. */
  sample: StatsSample;
  /** Every ten samples. */
  summary: StatsSummary;
}

/** Media statistics of a call. */
export interface CallStats extends EventSource<CallStatsEvents> {
  /** The last second, when there was one. */
  readonly latest: StatsSample | undefined;
  /** Summaries kept, newest last; at most 360 (an hour). */
  readonly summaries: readonly StatsSummary[];
}
