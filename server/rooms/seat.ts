import {
  EarshotError,
  computeCapabilities,
  EMPTY_VIEW,
  UNKNOWN_QUALITY,
  type Capabilities,
  type CapabilityName,
  type ConnectionState,
  type EndReason,
  type Grants,
  type Identity,
  type LimitsInfo,
  type ParticipantId,
  type ParticipantInfo,
  type PauseReason,
  type Quality,
  type ReceiveConstraints,
  type Role,
  type Source,
  type TelemetryMode,
  type TrackId,
  type TrackInfo,
  type View,
} from '@earshot/shared';
import type { JoinRequest } from './api.ts';
import { NO_OPTIMAL_STATE, type OptimalState } from './optimal-videos.ts';
import type { DownlinkReading, Outlet, Reception, ShedStep } from './ports.ts';
import { NO_VIEW_STATE, type ViewState } from './view-policy.ts';

/** A published track. */
export interface Track {
  readonly trackId: TrackId;
  readonly source: Source;
  /** Of the largest encoding as it was published, px; `undefined` when the publisher did not say. */
  readonly height: number | undefined;
  readonly publishedAt: number;
  paused: boolean;
  /** Set exactly while `paused`. */
  pauseReason: PauseReason | undefined;
  /** An open microphone from which nothing comes; its owner was told. */
  unheard: boolean;
}

/** One held place: what the room knows of a participant. Changed by the room's decisions only. */
export interface Seat {
  readonly participantId: ParticipantId;
  readonly identity: Identity;
  readonly formFactor: 'desktop' | 'mobile';
  readonly outlet: Outlet;
  readonly joinedAt: number;
  readonly name: string;
  /** The app's words for the leg. */
  readonly tags: readonly string[];
  /** What it tells of its quality. */
  readonly telemetry: TelemetryMode;
  role: Role;
  grants: Grants;
  capabilities: Capabilities;
  connection: ConnectionState;
  handRaisedAt: number | null;
  quality: Quality;
  /** What it was told last of its own two directions. */
  own: { readonly send: Quality; readonly receive: Quality };
  /** Sources that an admin has forbidden. */
  forbidden: readonly Source[];
  /** One for each source at most. */
  readonly tracks: Map<Source, Track>;
  /** Sources being published: media works on them. Replaced as a whole when media is opened anew. */
  publishing: Map<Source, TrackId>;
  /** Counts how often media was opened or lost: work of an earlier opening is void. */
  mediaEpoch: number;
  view: View;
  /** What its app allows it to take. */
  constraints: ReceiveConstraints;
  /** Videos that its device can decode; `null`: no limit seen. */
  decodeCapacity: number | null;
  /** What the worker that serves it gives up for it. */
  shed: ShedStep;
  /** The client has said what it can receive, since media was last opened. */
  receiving: boolean;
  /** What media was told last; `undefined`: nothing since the receiver became ready. */
  reception: Reception | undefined;
  viewState: ViewState;
  /** How its path does; `undefined` before the first reading. */
  downlink: DownlinkReading | undefined;
  optimal: OptimalState;
  /** When its caps and its videos must be looked at again though nothing happens. */
  readonly rechecks: { limits: number | undefined; view: number | undefined };
  limits: LimitsInfo | undefined;
  /** Has been given the whole picture: from then on events keep it up to date. */
  shown: boolean;
  /** Why the leg is over; `undefined` while it lasts. */
  endReason: EndReason | undefined;
}

/** Nothing is received. */
export const NO_RECEPTION: Reception = { audio: [], video: [] };

/** A new place. */
export function createSeat(
  request: JoinRequest,
  fixed: {
    participantId: ParticipantId;
    joinedAt: number;
    guestAccess: boolean;
    forbidden: readonly Source[];
  },
): Seat {
  const { guestAccess, forbidden } = fixed;
  return {
    participantId: fixed.participantId,
    identity: request.identity,
    formFactor: request.formFactor,
    outlet: request.outlet,
    joinedAt: fixed.joinedAt,
    name: request.name,
    tags: request.tags ?? [],
    telemetry: request.telemetry ?? 'full',
    role: request.role,
    grants: request.grants,
    capabilities: computeCapabilities(request.grants, { guestAccess, forbidden }),
    connection: 'joining',
    handRaisedAt: null,
    quality: UNKNOWN_QUALITY,
    own: { send: UNKNOWN_QUALITY, receive: UNKNOWN_QUALITY },
    forbidden,
    tracks: new Map(),
    publishing: new Map(),
    mediaEpoch: 0,
    view: EMPTY_VIEW,
    constraints: {},
    decodeCapacity: null,
    shed: 'none',
    receiving: false,
    reception: undefined,
    viewState: NO_VIEW_STATE,
    downlink: undefined,
    optimal: NO_OPTIMAL_STATE,
    rechecks: { limits: undefined, view: undefined },
    limits: undefined,
    shown: false,
    endReason: undefined,
  };
}

/** A participant as the roster shows it. */
export function describeSeat(seat: Seat): ParticipantInfo {
  return {
    participantId: seat.participantId,
    identity: seat.identity,
    name: seat.name,
    role: seat.role,
    connection: seat.connection,
    joinedAt: seat.joinedAt,
    tracks: [...seat.tracks.values()].map(describeTrack),
    handRaisedAt: seat.handRaisedAt,
    quality: seat.quality,
    forbidden: [...seat.forbidden],
  };
}

/** A track as the roster shows it. */
export function describeTrack({ trackId, source, paused, pauseReason }: Track): TrackInfo {
  return { trackId, source, paused, ...(pauseReason === undefined ? {} : { pauseReason }) };
}

/** Throws `ended` when the leg is over. */
export function assertSeated(seat: Seat): void {
  if (seat.endReason === undefined) return;
  throw new EarshotError('ended', undefined, { details: { reason: seat.endReason } });
}

/** Throws `ended`, or `not_allowed` when the grants do not allow it. */
export function assertMay(seat: Seat, capability: CapabilityName): void {
  assertSeated(seat);
  const { allowed, reason } = seat.capabilities[capability];
  if (!allowed) throw new EarshotError('not_allowed', undefined, { details: { capability, reason } });
}
