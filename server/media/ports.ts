import type { ParticipantId, Source, TrackId } from '@earshot/shared';

/** Spatial layer of a simulcast or SVC video that is sent to a receiver. */
export type SentLayer = '0' | '1' | '2' | 'none';
/** Whether it is the layer that was asked of the worker; if not, whether its publisher sends that one at all. */
export type LayerState = 'asked' | 'below' | 'notPublished';
/** Why a track that a receiver has is not sent: its publisher, our side, or the receiver has not said that it is ready. */
export type PauseReason = 'publisher' | 'server' | 'notReady';

/** What of a consumer was not as it was asked for. */
const CONSUMER_REPAIRS = ['consumerPause', 'consumerLayers', 'consumerPriority'] as const;
/** @see CONSUMER_REPAIRS */
export type ConsumerRepair = (typeof CONSUMER_REPAIRS)[number];
/** What was not as it was asked for, and was asked for again. */
export const REPAIRS = [...CONSUMER_REPAIRS, 'producerPause'] as const;
/** @see REPAIRS */
export type Repair = (typeof REPAIRS)[number];

/** Counts what happens in the media layer. Labels are closed sets. */
export interface MediaObserver {
  workerDied(): void;
  workerStarted(): void;
  /** A worker answered again, or was lost, after it had not answered for so many seconds (more than one). */
  workerStalled(seconds: number): void;
  /** A worker request took this long. */
  requestDone(seconds: number, result: 'ok' | 'error' | 'timeout'): void;
  transportClosed(reason: 'leg' | 'timeout' | 'worker' | 'room'): void;
  /** A transport carried something and never had a path in the time it is given. */
  transportUnconnected(direction: 'send' | 'receive'): void;
  /** A transport's ICE or DTLS reached a state. `leg` says whose transport it is, for the trace of the join. */
  transportState(
    layer: 'ice' | 'dtls',
    state: string,
    leg?: { readonly participantId: string; readonly direction: 'send' | 'receive' },
  ): void;
  /** A video consumer was started, which asks its publisher for a key frame (the worker merges such requests). */
  keyFrameRequested(): void;
  /** A key frame came from a publisher, in any of its layers. */
  keyFrameReceived(source: Source): void;
  /** mediasoup's score (0-10) of a stream: of each encoding that comes in, and in turn of those that go out. */
  scored(direction: 'in' | 'out', kind: 'audio' | 'video', score: number): void;
  /** What the path to a receiver is estimated to carry, bit/s: once in each period for each. */
  estimated(bitsPerSecond: number): void;
  /** Time of forwarded videos with layers, by the layer that was sent. */
  layerSeconds(layer: SentLayer, state: LayerState, seconds: number): void;
  /** Time of forwarded tracks of which nothing was sent. */
  pausedSeconds(kind: 'audio' | 'video', reason: PauseReason, seconds: number): void;
  /** A reconcile run failed for one track. */
  reconcileFailed(): void;
  /** Time from the wish to the consumer's announcement. */
  consumerMade(kind: 'audio' | 'video', seconds: number): void;
  /** A track could not be piped to another worker. */
  pipeFailed(): void;
  /** A consumer was paused for minutes, which gets slower and slower, and was closed. */
  parkedConsumerClosed(): void;
  /** Something was not as it was asked of the worker last, though nobody here changed it: it was asked for again. */
  repaired(what: Repair): void;
  /** A worker began (`up`) or ended one step of shedding load. */
  shedChanged(direction: 'up' | 'down'): void;
}

/** One worker's numbers, for gauges and counters at scrape time. */
export interface WorkerNumbers {
  /** Index in the pool: the label. A replacement keeps it. */
  readonly index: number;
  readonly pid: number;
  readonly up: boolean;
  readonly cpuSeconds: number;
  readonly rssBytes: number;
  readonly routers: number;
  readonly transports: number;
  /** Estimated packets/s, in and out. */
  readonly packetsPerSecondIn: number;
  readonly packetsPerSecondOut: number;
  /** Relative error of the estimate by the last check against consumers' own counters; NaN before the first. */
  readonly packetsEstimateError: number;
  /** How many steps of shedding hold there now; 0 = none. */
  readonly shedStep: number;
  /** It has owed an answer for more than a second. */
  readonly stalled: boolean;
}

/**
 * Counters summed over all streams since start, by closed labels; monotonic. `in` is read from every producer every
 * 5 s, `out` from every consumer at least every 30 s (every 10 s where the receiver was not well in the last minute): what a stream counted between its last reading and its end is
 * missing, so sums are lower bounds.
 */
export interface StreamTotals {
  readonly direction: 'in' | 'out';
  readonly kind: 'audio' | 'video';
  readonly bytes: number;
  readonly packets: number;
  readonly packetsLost: number;
  readonly nack: number;
  readonly pli: number;
  readonly retransmitted: number;
}

/** What media can tell at any time without asking a worker: filled by the poller every 5 s. */
export interface MediaNumbers {
  readonly workers: readonly WorkerNumbers[];
  readonly streams: readonly StreamTotals[];
  /** RTP bytes of all transports since start (headers, retransmission and probation included); monotonic. */
  readonly transportBytes: Readonly<Record<'in' | 'out', number>>;
  /** Published tracks now, by source. */
  readonly producers: Readonly<Record<Source, number>>;
  /** Forwarded tracks now, by source: one for each track and receiver. */
  readonly consumers: Readonly<Record<Source, number>>;
  /** Tracks piped between workers now. */
  readonly pipes: Readonly<Record<'audio' | 'video', number>>;
  /** Consumers whose track comes through a pipe. */
  readonly pipedConsumers: Readonly<Record<'audio' | 'video', number>>;
  /** Rooms by the number of workers they are on. */
  readonly roomsByWorkers: Readonly<Record<'one' | 'two' | 'more', number>>;
  /** Transports now, by direction (seen from the client) and path. */
  readonly transports: Readonly<
    Record<'send' | 'receive', Readonly<Record<'udp' | 'tcp' | 'unconnected', number>>>
  >;
}

/** Read by metrics at scrape time. */
export interface MediaNumbersSource {
  numbers(): MediaNumbers;
}

/** Between two instants, monotonic ms. */
export interface Window {
  readonly from: number;
  readonly to: number;
}

/** Packets that should have come, and those of them that did not. */
export interface CountedPackets {
  readonly expected: number;
  readonly lost: number;
  /** Between readings that are so far apart, ms; absent: it was as long as was asked for. */
  readonly ms?: number;
}

/**
 * What media measured between a publisher and the server, over some time, for whoever judges reports. Absent: not
 * measured.
 */
export interface UplinkEvidence {
  readonly publisherId: ParticipantId;
  /** First transmissions that were sent, and those of them that did not come; all encodings together. */
  readonly packets: CountedPackets | undefined;
  /** Of what its publisher's sound met, ms; `undefined` where none came. */
  readonly jitterMs: number | undefined;
  /** Nothing came of this track though it is not paused, ms. */
  readonly dryMs: number;
  /** Nothing at all came from its publisher, ms: not even what keeps the path open. */
  readonly silentMs: number;
  /** The server did not take what it should have, ms. */
  readonly faultMs: number;
  /** The publisher's worker stood still, then or just before, ms. */
  readonly stalledMs: number;
}

/** Between the server and a receiver. */
export interface DownlinkEvidence {
  /** Packets that this receiver's worker should have got from the publisher's, and those that are missing there. */
  readonly pipe: CountedPackets | undefined;
  /** Sent to the receiver, and missing there by its own reports: gaps of the uplink are among them. */
  readonly packets: CountedPackets | undefined;
  /** By the receiver's last report, ms. */
  readonly rttMs: number | undefined;
  /** What the path is believed to carry, bit/s. */
  readonly availableBps: number | undefined;
  /** For a tenth of the time or more some picture on the path came in a lower layer than was wished, or not at all, for want of bandwidth. */
  readonly isNarrow: boolean;
  /** The worker sheds load: the receiver gets less than it wishes. */
  readonly isShed: boolean;
  /** The server did not send what it should have, ms. */
  readonly faultMs: number;
  /** Nothing at all came from the receiver, ms: not even reports on what it gets. */
  readonly silentMs: number;
  /** The receiver's worker stood still, then or just before, ms. */
  readonly stalledMs: number;
}

/** A track on one of a participant's transports. */
export interface LegTrack {
  readonly trackId: TrackId;
  /** Seen from the participant. */
  readonly direction: 'send' | 'receive';
  readonly source: Source;
}

/** Both legs of one call. Windows are of the last minute. */
export interface CallEvidence {
  /** What goes over a participant's transports now and is not paused: sent and got. */
  tracks(participantId: ParticipantId): readonly LegTrack[];
  /**
   * Whether one of a participant's own connected transports was impaired, by what the server itself saw: silence, loss
   * or a long round trip. `undefined`: it has no media.
   */
  isImpaired(participantId: ParticipantId, window: Window): boolean | undefined;
  /** `undefined`: the track is not (any more) published here. */
  uplink(trackId: string, window: Window): UplinkEvidence | undefined;
  /** `undefined`: the participant does not (any more) get the track. */
  downlink(participantId: ParticipantId, trackId: string, window: Window): DownlinkEvidence | undefined;
}

/** Reads what media measured. */
export interface EvidenceSource {
  /** `undefined`: no such call. */
  evidence(callId: string): CallEvidence | undefined;
  /** This receiver was not well: for a minute its consumers are read every 10 s. */
  watchReceiver(participantId: ParticipantId): void;
}
