import type {
  AnyEvent,
  CallId,
  ConsumerId,
  DtlsParameters,
  EndReason,
  ErrorCode,
  EventData,
  IceParameters,
  IceServer,
  Identity,
  LimitsInfo,
  MediaParameters,
  ParticipantId,
  RequestParams,
  Role,
  RoomName,
  RtpCapabilities,
  RtpParameters,
  Source,
  TrackId,
  TransportId,
} from '@earshot/shared';

export type * from './report-ports.ts';

/**
 * What rooms need from outside, as interfaces that rooms own. `server/media` implements `MediaPort`; `server/signalling`
 * gives every participant an `Outlet`; metrics and telemetry implement the observers. Rooms import none of them.
 */

/** Where a participant's events go. Never throws, never blocks; events of one outlet keep their order. */
export interface Outlet {
  send(event: AnyEvent): void;
  /** The leg is over: the last event (`callEnded`) has been sent, the session closes. */
  end(reason: EndReason): void;
}

/** A track as media sees it. */
export interface PublishSpec {
  readonly trackId: TrackId;
  readonly source: Source;
  readonly rtpParameters: RtpParameters;
  /** Height of the largest encoding, px; absent for audio. */
  readonly height: number | undefined;
  readonly paused: boolean;
}

/** One video that a receiver shall get. */
export interface WantedVideo {
  readonly trackId: TrackId;
  /** Height at which it is shown, px: the nearest layer at or above is preferred. */
  readonly height: number;
  /** 1..255, larger first when bandwidth is short: share 255, dominant speaker 200, others lower. */
  readonly priority: number;
  /** Layers higher than this (px) are not taken, the lowest excepted; absent = any. */
  readonly maxHeight?: number;
  /** Frames per second at most; absent = as the layer has them. */
  readonly maxFrameRate?: number;
}

/** All that one receiver shall get. Media drives the actual consumers to it; the latest wins. */
export interface Reception {
  readonly audio: readonly TrackId[];
  readonly video: readonly WantedVideo[];
  /** Sum of the preferred layers' bitrates at most, bit/s: media lowers layers from the lowest priority up; absent = its own cap. */
  readonly maxVideoBitrate?: number;
}

/** How a receiver's path does, told every few seconds and at once when it falls sharply. */
export interface DownlinkReading {
  /** The worker's estimate of what the path can carry, bit/s; `undefined` before the first. */
  readonly availableBps: number | undefined;
  /** Loss as the receiver reports it, 0..1; `undefined` before the first report. */
  readonly lossRatio: number | undefined;
  /** Video consumers that run. */
  readonly videos: {
    readonly wanted: number;
    /** Get no layer at all for want of bandwidth. */
    readonly starved: number;
    /** Get a lower layer than the preferred one though their publisher sends it. */
    readonly lowered: number;
    /** What the preferred layers of all of them cost at most, bit/s: a path that carries so much is not what is missing. */
    readonly wantedBps: number;
    /** What one costs in its lowest layer, on average, shares apart, bit/s; `undefined` without any. */
    readonly lowestBps: number | undefined;
  };
}

/**
 * What a loaded worker asks rooms to give up, one step more every few seconds and undone in reverse; each step holds on to
 * those before it. Never shares, never the dominant speaker's sound.
 */
export const SHED_STEPS = [
  'none',
  'thumbnails',
  'videos9',
  'videos4',
  'videos2',
  'audio8',
  'audio4',
] as const;
/** @see SHED_STEPS */
export type ShedStep = (typeof SHED_STEPS)[number];

/** How many steps hold: 0 = none. */
export function getShedLevel(step: ShedStep): number {
  return SHED_STEPS.indexOf(step);
}

/** Makes the media side of a call. */
export interface MediaPort {
  /** Throws `node_full` when no worker can take another room. Returns at once; the router is made in the background. */
  openRoom(call: { callId: CallId; room: RoomName }, listener: RoomMediaListener): RoomMedia;
}

/**
 * One call's media. Methods without a promise return at once and never throw: their work is queued and failures come
 * through the listener. After `close()` every method is a no-op and promises reject with `wrong_state`.
 */
export interface RoomMedia {
  /**
   * Makes both transports of a participant; closes earlier ones of the same participant, with all they carried.
   * `expected.videos`: how many videos it will probably receive, for the first guess of its path's bitrate.
   * Rejects with `worker_lost` while the worker is being replaced, `node_full`, `internal`.
   */
  openLeg(participantId: ParticipantId, expected?: { readonly videos: number }): Promise<MediaParameters>;
  closeLeg(participantId: ParticipantId): void;
  /** Rejects with `transport_not_found`, `media_rejected`, `wrong_state` (already connected), `worker_lost`. */
  connectTransport(
    participantId: ParticipantId,
    transportId: TransportId,
    dtlsParameters: DtlsParameters,
  ): Promise<void>;
  /** Rejects with `transport_not_found`, `worker_lost`. */
  restartIce(
    participantId: ParticipantId,
    transportId: TransportId,
  ): Promise<{ iceParameters: IceParameters; iceServers: IceServer[] }>;
  /** Rejects with `media_rejected`, `codec_unsupported`, `wrong_state` (no leg), `worker_lost`. */
  publish(participantId: ParticipantId, spec: PublishSpec): Promise<void>;
  unpublish(trackId: TrackId): void;
  setPaused(trackId: TrackId, paused: boolean): void;
  /** From then on the participant can receive. */
  setReceiver(participantId: ParticipantId, rtpCapabilities: RtpCapabilities): void;
  setReception(participantId: ParticipantId, reception: Reception): void;
  /** Unknown ids are ignored. */
  resumeConsumers(participantId: ParticipantId, consumerIds: readonly ConsumerId[]): void;
  close(): void;
}

/** What media tells a room. Called from media's own turns, never from inside a method of `RoomMedia`. */
export interface RoomMediaListener {
  /** Events for one participant about what it receives or should send; passed on as they are. */
  toParticipant(participantId: ParticipantId, event: MediaEvent): void;
  /** Loudness of microphones in the last interval, loudest first, in dBov (-127..0); empty = silence. */
  audioLevels(levels: readonly { trackId: TrackId; level: number }[]): void;
  /** The observer of dominance chose another microphone. */
  dominantTrack(trackId: TrackId): void;
  /**
   * No packet of this microphone came for 10 s though it is open and its transport is connected: told again every 5 s
   * while it lasts. `false`: packets come again. A pause, the end of the track and lost media end it without a word.
   */
  microphoneUnheard(trackId: TrackId, unheard: boolean): void;
  downlink(participantId: ParticipantId, reading: DownlinkReading): void;
  /** The worker that serves these receivers is at this step of shedding load now. */
  shed(participantIds: readonly ParticipantId[], step: ShedStep): void;
  /** These legs' media is gone and must be opened again; their tracks count as unpublished. */
  mediaLost(participantIds: readonly ParticipantId[], reason: EventData<'reconnectNeeded'>['reason']): void;
}

/** Events that media makes itself. */
export type MediaEvent = Extract<
  AnyEvent,
  {
    name:
      | 'consumersAdded'
      | 'consumersUpdated'
      | 'consumersRemoved'
      | 'tracksUnavailable'
      | 'layersWanted'
      | 'pathLoss';
  }
>;

/** What the client library says of its surroundings: families and versions only. */
export type ClientInfo = RequestParams<'join'>['client'];

/** What happens to a leg, for the record. */
export interface LegEvent {
  readonly callId: CallId;
  readonly participantId: ParticipantId;
  readonly at: number;
  readonly name:
    | 'reconnecting'
    | 'reconnected'
    | 'mediaLost'
    | 'trackPublished'
    | 'trackPaused'
    | 'trackResumed'
    | 'trackUnpublished'
    | 'operation';
  readonly trackId?: TrackId;
  /** Source, reason, or name of the request: never what a person wrote. */
  readonly detail?: string;
  /** Of an operation: `ok` or an error code. */
  readonly result?: ErrorCode | 'ok';
  /** How long it took. */
  readonly ms?: number;
}

/** A leg that begins, for the record. */
export interface LegStart {
  readonly callId: CallId;
  readonly participantId: ParticipantId;
  readonly identity: Identity;
  readonly role: Role;
  readonly hidden: boolean;
  readonly formFactor: 'desktop' | 'mobile';
  readonly client: ClientInfo | undefined;
  /** The app's own words for it: stored and searchable, never labels of metrics. */
  readonly tags: readonly string[];
  readonly at: number;
}

/** Follows each call, leg and track by its id, for whoever keeps a record. Never throws; times are ms since the epoch. */
export interface CallHistory {
  callStarted(call: { readonly callId: CallId; readonly room: RoomName; readonly at: number }): void;
  callEnded(call: { readonly callId: CallId; readonly at: number }): void;
  legStarted(leg: LegStart): void;
  legEnded(leg: {
    readonly callId: CallId;
    readonly participantId: ParticipantId;
    readonly reason: EndReason;
    readonly at: number;
  }): void;
  trackStarted(track: {
    readonly callId: CallId;
    readonly participantId: ParticipantId;
    readonly trackId: TrackId;
    readonly source: Source;
    readonly at: number;
  }): void;
  trackEnded(track: {
    readonly callId: CallId;
    readonly participantId: ParticipantId;
    readonly trackId: TrackId;
    readonly at: number;
  }): void;
  event(event: LegEvent): void;
}

/** Counts what happens in rooms. */
export interface CallObserver {
  roomOpened(): void;
  roomClosed(): void;
  joined(leg: { role: Role; hidden: boolean }): void;
  joinRefused(code: ErrorCode): void;
  left(leg: { role: Role; hidden: boolean; reason: EndReason; seconds: number }): void;
  dominantSpeakerChanged(): void;
  /** So many microphones lost their places among those that are forwarded: to others, and to a lower number of places. */
  audibleEvicted(evicted: { readonly displaced: number; readonly capacity: number }): void;
  /** A receiver's caps; `before` is `undefined` when it came, `after` when it left. */
  limitsChanged(limits: {
    readonly before: LimitsInfo | undefined;
    readonly after: LimitsInfo | undefined;
  }): void;
  chatSent(): void;
  /** What participants are told of each other went out: so many entries, to everybody. */
  rosterTold(entries: number): void;
  spotlightChanged(): void;
  /** Somebody tried to send what an admin of the call has forbidden. */
  forbiddenRefused(source: Source): void;
}
