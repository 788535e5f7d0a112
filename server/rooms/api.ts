import type {
  CallId,
  Capabilities,
  ConsumerId,
  DtlsParameters,
  EndReason,
  Grants,
  IceParameters,
  IceServer,
  Identity,
  MediaParameters,
  ParticipantId,
  ParticipantInfo,
  Reaction,
  ReceiveConstraints,
  Report,
  RequestParams,
  RequestResult,
  Role,
  RoomName,
  RtpCapabilities,
  SnapshotPart,
  Source,
  TelemetryMode,
  TrackId,
  TransportId,
  View,
} from '@earshot/shared';
import type { ClientInfo, Outlet } from './ports.ts';

/** Who wants in. Token and room name were checked by the caller. */
export interface JoinRequest {
  readonly room: RoomName;
  readonly identity: Identity;
  readonly name: string;
  readonly role: Role;
  readonly grants: Grants;
  readonly formFactor: 'desktop' | 'mobile';
  /** What its library says of its surroundings; absent = nothing. */
  readonly client?: ClientInfo;
  readonly outlet: Outlet;
  /** The leg of the same page before a reload; its place is taken over at once. */
  readonly replaces?: ParticipantId;
  /** Looks for another server, because its own drains: never takes over a place on one that drains itself. */
  readonly moving: boolean;
  /** The app's words for the leg; absent = none. */
  readonly tags?: readonly string[];
  /** Absent = `full`. */
  readonly telemetry?: TelemetryMode;
}

/** A seat taken. Media parameters come later: the seat is held while they are made. */
export interface JoinResult {
  readonly member: Member;
  /** The whole picture, in parts of at most `LIMITS.snapshotChunkBytes`. */
  readonly snapshot: readonly [SnapshotPart, ...SnapshotPart[]];
}

/**
 * One participant's leg, as signalling sees it. Synchronous methods decide at once and throw `EarshotError`
 * (`not_allowed`, `ended`, `rate_limited` of the room, ...); asynchronous ones wait for media.
 */
export interface Member {
  readonly participantId: ParticipantId;
  readonly callId: CallId;
  readonly room: RoomName;
  readonly identity: Identity;
  /** Rejects with `worker_lost`, `node_full`, `ended`. */
  openMedia(): Promise<MediaParameters>;
  receiveReady(rtpCapabilities: RtpCapabilities, view: View): void;
  setView(view: View): void;
  setReceiveConstraints(constraints: ReceiveConstraints): void;
  /** `null`: the device sees no limit. */
  setDecodeCapacity(videos: number | null): void;
  connectTransport(transportId: TransportId, dtlsParameters: DtlsParameters): Promise<void>;
  restartIce(transportId: TransportId): Promise<{ iceParameters: IceParameters; iceServers: IceServer[] }>;
  publish(params: RequestParams<'publish'>): Promise<TrackId>;
  unpublish(trackId: TrackId): void;
  setPublished(trackId: TrackId, paused: boolean, reason?: RequestParams<'setPublished'>['reason']): void;
  resumeConsumers(consumerIds: readonly ConsumerId[]): void;
  chat(text: string): RequestResult<'chat'>;
  raiseHand(raised: boolean, participantId?: ParticipantId): void;
  react(reaction: Reaction): void;
  sendData(params: RequestParams<'data.send'>): RequestResult<'data.send'>;
  report(report: Report): RequestResult<'report'>;
  remove(participantId: ParticipantId): void;
  mute(participantId: ParticipantId, sources: readonly Source[], mode: 'request' | 'force'): void;
  /** The answer is how many were muted or asked. */
  muteAll(sources: readonly Source[], mode: 'request' | 'force'): number;
  /** `participantId` `undefined`: everybody without the `admin` grant, those who join later too. */
  forbid(sources: readonly Source[], participantId: ParticipantId | undefined): void;
  permit(sources: readonly Source[], participantId: ParticipantId | undefined): void;
  setSpotlight(participantIds: readonly ParticipantId[]): void;
  lowerAllHands(): void;
  endCall(): void;
  /** Throws `not_allowed` unless the member may make invites. */
  assertMayInvite(): void;
  updateGrants(role: Role, grants: Grants): Capabilities;
  /** The signalling was lost or is back; others see `reconnecting`. */
  setConnection(state: 'connected' | 'reconnecting'): void;
  /** The whole picture again, for a resume with too large a gap. */
  snapshot(): readonly [SnapshotPart, ...SnapshotPart[]];
  /** Ends the leg. Idempotent. */
  leave(reason: EndReason): void;
}

/** A room as the HTTP API shows it. */
export interface RoomSummary {
  readonly room: RoomName;
  readonly callId: CallId;
  readonly startedAt: number;
  readonly participants: number;
}

/** All rooms of this server. */
export interface Rooms {
  /**
   * Decides on a seat at once. Throws `room_full`, `draining`, `node_full`, `not_allowed`.
   */
  join(request: JoinRequest): JoinResult;
  list(): readonly RoomSummary[];
  /** Throws `room_not_found`. */
  get(room: RoomName): RoomSummary;
  /** Throws `room_not_found`. */
  participants(room: RoomName): readonly ParticipantInfo[];
  /** Ends the call for all. Throws `room_not_found`. */
  closeRoom(room: RoomName, reason: EndReason): void;
  /** Throws `room_not_found`, `participant_not_found`. */
  removeParticipant(room: RoomName, participantId: ParticipantId): void;
  /** Throws `room_not_found`, `participant_not_found`. */
  muteParticipant(
    room: RoomName,
    participantId: ParticipantId,
    sources: readonly Source[],
    mode: 'request' | 'force',
  ): void;
  /** All of the call; the answer is how many were muted or asked. Throws `room_not_found`. */
  muteAll(room: RoomName, sources: readonly Source[], mode: 'request' | 'force'): number;
  /** Of one or, without a participant, of all without the `admin` grant. Throws `room_not_found`, `participant_not_found`. */
  forbid(room: RoomName, sources: readonly Source[], participantId?: ParticipantId): void;
  /** @see forbid */
  permit(room: RoomName, sources: readonly Source[], participantId?: ParticipantId): void;
  /** Throws `room_not_found`, `participant_not_found`. */
  setSpotlight(room: RoomName, participantIds: readonly ParticipantId[]): void;
  /** No new rooms, everybody told; `whenEmpty` resolves when the last room is closed. */
  drain(): { whenEmpty: Promise<void> };
  /** Ends all calls and releases everything. */
  close(reason: EndReason): Promise<void>;
}
