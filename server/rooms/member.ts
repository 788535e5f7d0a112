import type {
  Capabilities,
  ConsumerId,
  EndReason,
  Grants,
  ParticipantId,
  Reaction,
  ReceiveConstraints,
  Report,
  RequestParams,
  Role,
  TrackId,
  TransportId,
  View,
} from '@earshot/shared';
import type { Member } from './api.ts';
import type { Admin } from './admin.ts';
import type { Granting } from './granting.ts';
import type { Legs } from './legs.ts';
import type { Picture } from './picture.ts';
import type { RoomCore } from './room-core.ts';
import { assertMay, assertSeated, type Seat } from './seat.ts';
import type { Seating } from './seating.ts';
import type { Spotlight } from './spotlight.ts';
import type { Talk } from './talk.ts';
import type { Tracks } from './tracks.ts';

/** The parts of a room that a member acts on. */
export interface MemberParts {
  readonly core: RoomCore;
  readonly seating: Seating;
  readonly granting: Granting;
  readonly legs: Legs;
  readonly tracks: Tracks;
  readonly picture: Picture;
  readonly talk: Talk;
  readonly admin: Admin;
  readonly spotlight: Spotlight;
  /** Ends the call for all; the room closes. */
  readonly endCall: (by: Seat) => void;
}

/** One participant's leg as signalling sees it: every method is one decision, or waits for media between two. */
export class RoomMember implements Member {
  readonly participantId: Member['participantId'];
  readonly callId: Member['callId'];
  readonly room: Member['room'];
  readonly identity: Member['identity'];
  readonly #seat: Seat;
  readonly #parts: MemberParts;

  constructor(seat: Seat, parts: MemberParts) {
    this.#seat = seat;
    this.#parts = parts;
    this.participantId = seat.participantId;
    this.identity = seat.identity;
    this.callId = parts.core.callId;
    this.room = parts.core.room;
  }

  #decide<T>(decision: (seat: Seat, parts: MemberParts) => T): T {
    return this.#parts.core.queue.decide(() => decision(this.#seat, this.#parts));
  }

  openMedia(): ReturnType<Member['openMedia']> {
    return this.#parts.legs.openMedia(this.#seat);
  }

  receiveReady(...[rtpCapabilities, view]: Parameters<Member['receiveReady']>): void {
    this.#decide((seat, { legs }) => {
      legs.receiveReady(seat, rtpCapabilities, view);
    });
  }

  setView(view: View): void {
    this.#decide((seat, { legs }) => {
      legs.setView(seat, view);
    });
  }

  setReceiveConstraints(constraints: ReceiveConstraints): void {
    this.#decide((seat, { legs }) => {
      legs.setConstraints(seat, constraints);
    });
  }

  setDecodeCapacity(videos: number | null): void {
    this.#decide((seat, { legs }) => {
      legs.setDecodeCapacity(seat, videos);
    });
  }

  connectTransport(...[transportId, dtlsParameters]: Parameters<Member['connectTransport']>): Promise<void> {
    return this.#parts.legs.connectTransport(this.#seat, transportId, dtlsParameters);
  }

  restartIce(transportId: TransportId): ReturnType<Member['restartIce']> {
    return this.#parts.legs.restartIce(this.#seat, transportId);
  }

  publish(params: RequestParams<'publish'>): Promise<TrackId> {
    return this.#parts.tracks.publish(this.#seat, params);
  }

  unpublish(trackId: TrackId): void {
    this.#decide((seat, { tracks }) => {
      tracks.unpublish(seat, trackId);
    });
  }

  setPublished(...[trackId, paused, reason]: Parameters<Member['setPublished']>): void {
    this.#decide((seat, { tracks }) => {
      tracks.setPaused(seat, trackId, paused ? (reason ?? 'user') : undefined);
    });
  }

  resumeConsumers(consumerIds: readonly ConsumerId[]): void {
    assertSeated(this.#seat);
    this.#parts.core.media.resumeConsumers(this.participantId, consumerIds);
  }

  chat(text: string): ReturnType<Member['chat']> {
    return this.#decide((seat, { talk }) => talk.chat(seat, text));
  }

  raiseHand(raised: boolean, participantId?: ParticipantId): void {
    this.#decide((seat, { talk }) => {
      talk.raiseHand(seat, raised, participantId);
    });
  }

  react(reaction: Reaction): void {
    this.#decide((seat, { talk }) => {
      talk.react(seat, reaction);
    });
  }

  sendData(params: RequestParams<'data.send'>): ReturnType<Member['sendData']> {
    return this.#decide((seat, { talk }) => talk.sendData(seat, params));
  }

  report(report: Report): ReturnType<Member['report']> {
    return this.#decide((seat, { talk }) => talk.report(seat, report));
  }

  remove(participantId: ParticipantId): void {
    this.#decide((seat, { admin }) => {
      assertMay(seat, 'removeParticipant');
      admin.remove(participantId, seat);
    });
  }

  mute(...[participantId, sources, mode]: Parameters<Member['mute']>): void {
    this.#decide((seat, { admin }) => {
      assertMay(seat, 'muteOthers');
      admin.mute({ participantId, sources, mode }, seat);
    });
  }

  muteAll(...[sources, mode]: Parameters<Member['muteAll']>): number {
    return this.#decide((seat, { admin }) => {
      assertMay(seat, 'muteOthers');
      return admin.muteAll({ sources, mode }, seat);
    });
  }

  forbid(...[sources, participantId]: Parameters<Member['forbid']>): void {
    this.#decide((seat, { admin }) => {
      assertMay(seat, 'forbidOthers');
      admin.forbid({ sources, participantId }, seat);
    });
  }

  permit(...[sources, participantId]: Parameters<Member['permit']>): void {
    this.#decide((seat, { admin }) => {
      assertMay(seat, 'forbidOthers');
      admin.permit({ sources, participantId }, seat);
    });
  }

  setSpotlight(participantIds: readonly ParticipantId[]): void {
    this.#decide((seat, { spotlight }) => {
      assertMay(seat, 'spotlight');
      spotlight.set(participantIds, seat);
    });
  }

  lowerAllHands(): void {
    this.#decide((seat, { admin }) => {
      assertMay(seat, 'lowerHands');
      admin.lowerAllHands();
    });
  }

  endCall(): void {
    this.#decide((seat, { endCall }) => {
      assertMay(seat, 'endCall');
      endCall(seat);
    });
  }

  assertMayInvite(): void {
    assertMay(this.#seat, 'createInvite');
  }

  updateGrants(role: Role, grants: Grants): Capabilities {
    return this.#decide((seat, { granting }) => granting.setGrants(seat, role, grants));
  }

  setConnection(state: 'connected' | 'reconnecting'): void {
    this.#decide((seat, { seating }) => {
      seating.setConnection(seat, state);
    });
  }

  snapshot(): ReturnType<Member['snapshot']> {
    return this.#decide((seat, { picture }) => picture.show(seat));
  }

  leave(reason: EndReason): void {
    this.#decide((seat, { seating }) => {
      seating.giveUp(seat, reason, null);
    });
  }
}
