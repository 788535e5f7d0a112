import type { EventSource } from '../api/event-source.ts';
import type { Source } from '../wire-types.ts';
import type { CollectorOptions, StatsCollector } from './collector-api.ts';

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
  /**
   * Packets sent again (sent tracks), or those that came again (received ones), in total; absent in browsers that have not
   * seen any.
   */
  readonly retransmittedPackets?: number;
  /** Single packets asked for again, in total: by the server (sent tracks) or by this browser (received ones). */
  readonly nackCount?: number;
  /** Video: whole pictures asked for because one was lost, in total. */
  readonly pliCount?: number;
  /** Video: whole pictures asked for to begin with one, in total. */
  readonly firCount?: number;
  /** Received sound: packets of forward error correction, in total. */
  readonly fecPackets?: number;
  /** Received sound: those of them that were not needed, in total. */
  readonly fecPacketsDiscarded?: number;
  /** Received: packets that came too late or too early to be played, in total. */
  readonly packetsDiscarded?: number;
  /** ms, mean of what left the buffer in this second. */
  readonly jitterBufferDelayInMs?: number;
  /** ms, mean of what the buffer aimed at in this second. Far above the delay itself: the network got worse. */
  readonly jitterBufferTargetDelayInMs?: number;
  /** Loudness of the microphone, 0..65536. */
  readonly audioInputLevel?: number;
  /** RMS of the microphone over this second, 0..1, by its energy. */
  readonly audioInputRms?: number;
  /** Loudness of what is played, 0..65536. */
  readonly audioOutputLevel?: number;
  /** Audibly concealed samples / all samples, 0..1. */
  readonly healedRatio?: number;
  /** ms of sound that was audibly made up in this second. */
  readonly audibleConcealmentInMs?: number;
  /** How often sound had to be made up, in total, also where nobody heard it. */
  readonly concealmentEvents?: number;
  /** Samples added or taken out to play slower or faster / all samples, 0..1. Above 0.05 voices sound robotic. */
  readonly timeStretchRatio?: number;
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
  /** In total. A freeze counts when it has ended. */
  readonly freezeCount?: number;
  /** Gaps of more than five seconds, in total. One counts when it has ended. */
  readonly pauseCount?: number;
  /** ms, over the stream's life, in those gaps. */
  readonly totalPauseDurationInMs?: number;
  /** Sent: frames per second that the source gave and this layer left out. Received: that were dropped before they were shown. */
  readonly frameRateDropped?: number;
  /** ms by which the time between two frames deviated in this second: 6 is smooth, 40 is jerky. */
  readonly frameIntervalDeviationInMs?: number;
  /** ms that one frame took to decode. */
  readonly decodeTimeInMs?: number;
  /** ms from a frame's first packet until it was decoded. */
  readonly processingDelayInMs?: number;
  /** ms that one frame took to encode. */
  readonly encodeTimeInMs?: number;
  /** How coarse the picture is, by the codec's own scale: VP8 0..127, H.264 0..51, VP9 and AV1 0..255. */
  readonly meanQp?: number;
  /** bit/s that the encoder aims at. */
  readonly targetBitrate?: number;
  /** ms that a packet waited before it was sent, mean of this second. */
  readonly sendQueueDelayInMs?: number;
  /** What holds the sent picture back now. It flickers: judge by the durations. */
  readonly qualityLimitationReason?: 'none' | 'cpu' | 'bandwidth' | 'other';
  /** ms, over the stream's life, in which nothing held the sent picture back. */
  readonly qualityLimitationNoneInMs?: number;
  /** ms, over the stream's life, in which the processor did. */
  readonly qualityLimitationCpuInMs?: number;
  /** ms, over the stream's life, in which the network did. */
  readonly qualityLimitationBandwidthInMs?: number;
  /** ms, over the stream's life, in which something else did. */
  readonly qualityLimitationOtherInMs?: number;
  /**
   * Received camera or share: ms by which its sound is ahead of it (below 0: behind), by the browser's estimate of what it
   * plays now. The server's clock is behind both, so that a skew of the sender's own network is not in it.
   */
  readonly audioVideoSkewInMs?: number;
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
  /** What kind of address of this device is in use; `relay` = one of a TURN server's. */
  readonly candidateType?: 'host' | 'srflx' | 'prflx' | 'relay';
  /** What kind of address of the server is in use. */
  readonly remoteCandidateType?: 'host' | 'srflx' | 'prflx' | 'relay';
  /** How packets reach the server; over a relay, from there on. */
  readonly protocol?: 'udp' | 'tcp';
  /** Over a relay: how packets reach the relay. */
  readonly relayProtocol?: 'udp' | 'tcp' | 'tls';
  /** How often the pair of addresses in use has changed since the first one, in total. */
  readonly pathChanges?: number;
  /** As the browser's connection state. */
  readonly state: RTCPeerConnectionState;
}

/** One second of the loudspeaker, all that is heard together. */
export interface PlayoutSample {
  /** ms until what is handed to the device is heard, mean of this second. */
  readonly delayInMs?: number;
  /** Time that had to be filled because this device came too late / time played, 0..1. Above 0: device, not network. */
  readonly synthesizedRatio?: number;
  /** How often that happened, in total. */
  readonly synthesizedEvents?: number;
}

/** One sample of the call: a second of it, or what `intervalMs` says. */
export interface StatsSample {
  /** ms since the epoch. */
  readonly at: number;
  /**
   * ms since the sample before, as it really was; absent for the first. Samples come every second, every two or five where
   * asking the browser is slow or the page is in the background and held back.
   */
  readonly intervalMs?: number;
  /** Sampling had stood still before this one (a throttled tab, a sleeping machine): conclude nothing from the time between. */
  readonly gap: boolean;
  /** Tracks of which something is known in this second. */
  readonly streams: readonly StreamSample[];
  /** Both transports; none before media is open. */
  readonly transports: readonly TransportSample[];
  /** The loudspeaker; only where the browser measures it. */
  readonly playout?: PlayoutSample;
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

/** Ten samples of one stream: an aggregate for each number that was there. */
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

/** Ten samples of the call: ten seconds, or more where samples come less often. */
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
  /** Once a second, or every two or five: see `intervalMs`. */
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
  /**
   * Collects samples and summaries of another length for the app; at most 16 at once. Local and complete, whatever the report
   * to the server holds. Throws `bad_params`, `wrong_state` (too many, or the call has ended).
   */
  createCollector(options?: CollectorOptions): StatsCollector;
  /**
   * All that the browser said of this call's connections so far, as a JSON file in the form of Chromium's
   * `webrtc-internals`: every sample of the last ten minutes, one every ten seconds from before, and less where 16 MB of memory
   * did not suffice (marked so in `updateLog`). Addresses are masked; names, labels and credentials are not in it. Works after
   * the call has ended too.
   */
  dump(): Blob;
}
