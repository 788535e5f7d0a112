import {
  CallId,
  type EndReason,
  type ParticipantId,
  type ParticipantInfo,
  type RoomName,
} from '@earshot/shared';
import { createAdmin, type AllowanceParams, type MuteParams } from './admin.ts';
import { createAllowances } from './allowances.ts';
import type { JoinRequest, JoinResult, RoomSummary } from './api.ts';
import { createCallEnd, type CallEnd } from './call-end.ts';
import { createForwarding } from './forwarding.ts';
import { createGranting } from './granting.ts';
import { chooseDelay } from './jitter.ts';
import { createLegs } from './legs.ts';
import { createMediaListener } from './media-listener.ts';
import { RoomMember } from './member.ts';
import type { RoomsOptions } from './options.ts';
import { createPicture } from './picture.ts';
import { createDecisionQueue } from './queue.ts';
import { createRoomCore, type RoomCore } from './room-core.ts';
import { describeSeat, type Seat } from './seat.ts';
import { createRemoteIssues } from './remote-issues.ts';
import { createSeating } from './seating.ts';
import { createSpeaking } from './speaking.ts';
import { createSpotlight } from './spotlight.ts';
import { createTalk } from './talk.ts';
import { createTracks } from './tracks.ts';

/** One call in a room, from the first join until the room is closed. */
export interface Room {
  /** Throws `room_full`; once it drains, `draining` for all but those who take over a place. */
  join(request: JoinRequest): JoinResult;
  summary(): RoomSummary;
  participants(): readonly ParticipantInfo[];
  /** Throws `participant_not_found`. */
  remove(participantId: ParticipantId): void;
  /** Throws `participant_not_found`. */
  mute(params: MuteParams): void;
  /** The answer is how many were muted or asked. */
  muteAll(params: Omit<MuteParams, 'participantId'>): number;
  /** Throws `participant_not_found`. */
  forbid(params: AllowanceParams): void;
  /** Throws `participant_not_found`. */
  permit(params: AllowanceParams): void;
  /** Throws `participant_not_found`. */
  setSpotlight(participantIds: readonly ParticipantId[]): void;
  /**
   * Everybody is told that the server goes away, and so are those who come back later; nobody new is let in, and the
   * room closes as soon as it is empty.
   */
  drain(): void;
  /** Ends the call for all and closes the room. */
  end(reason: EndReason): void;
}

/** Builds the parts of one room around its queue. Throws `node_full`. */
function createParts(options: RoomsOptions, id: { room: RoomName; callId: CallId }, settled: () => void) {
  const { clock, config, logger } = options;
  const { room, callId } = id;
  const listener = createMediaListener(() => ({ core, speaking, tracks, legs }));
  const media = options.media.openRoom({ callId, room }, listener);
  const queue = createDecisionQueue({
    settle: () => {
      spotlight.settle();
      forwarding.settle();
      settled();
    },
    effectFailed: (error) => {
      logger.warn({ callId, err: error }, 'an effect of a decision failed');
    },
  });
  const core: RoomCore = createRoomCore({ callId, room, options, media, queue });
  const forwarding = createForwarding(core);
  const speaking = createSpeaking(core, forwarding);
  const tracks = createTracks(core, forwarding, speaking);
  const legs = createLegs(core, forwarding, tracks);
  const remoteIssues = createRemoteIssues(core);
  const talk = createTalk(core, remoteIssues);
  const startedAt = clock.now();
  const call = { callId, room, startedAt, endsAt: startedAt + config.maxCallMs };
  const spotlight = createSpotlight(core, forwarding);
  const allowances = createAllowances((identity) =>
    [...core.seats.values()].some((seat) => seat.identity === identity),
  );
  const seating = createSeating(core, { allowances, forwarding, spotlight, tracks });
  const picture = createPicture(core, {
    allowances,
    call,
    forwarding,
    remoteIssues,
    speaking,
    spotlight,
    talk,
  });
  const granting = createGranting(core, { allowances, forwarding, remoteIssues, talk, tracks });
  const admin = createAdmin(core, { allowances, granting, seating, talk, tracks });
  return {
    core,
    call,
    forwarding,
    tracks,
    legs,
    talk,
    remoteIssues,
    seating,
    granting,
    admin,
    spotlight,
    picture,
  };
}

/** Opens a room; `closed` is called once, when it is closed. Throws `node_full`. */
export function createRoom(options: RoomsOptions, name: RoomName, closed: () => void): Room {
  return new LivingRoom(options, name, closed);
}

class LivingRoom implements Room {
  readonly #parts: ReturnType<typeof createParts>;
  readonly #callEnd: CallEnd;
  readonly #forget: () => void;
  #occupied = false;
  #keepWhenEmpty = true;
  #draining = false;
  #closed = false;
  #cancelClosing: (() => void) | undefined;
  /** When the last one left, ms since the epoch. */
  #emptySince: number;

  constructor(options: RoomsOptions, name: RoomName, closed: () => void) {
    const { clock, config, ids, logger, observer } = options;
    const callId = CallId.parse(ids.uuid());
    this.#forget = closed;
    this.#parts = createParts(options, { room: name, callId }, () => {
      this.#watchOccupancy();
    });
    const { core, call } = this.#parts;
    this.#emptySince = call.startedAt;
    this.#callEnd = createCallEnd(clock, config.maxCallMs, {
      endNear: (endingInMs) => {
        core.queue.post(() => {
          core.toAll({ name: 'callState', data: { call, endingInMs } });
        });
      },
      endReached: () => {
        this.end('max_duration');
      },
    });
    observer.roomOpened();
    core.history.callStarted({ callId, room: name, at: call.startedAt });
    logger.info({ callId, room: name }, 'room opened');
    this.#closeWhenEmpty();
  }

  join(request: JoinRequest): JoinResult {
    const { core, picture, seating } = this.#parts;
    const endCall = (by: Seat) => {
      this.#end('call_ended', by);
    };
    return core.queue.decide(() => {
      const seat = seating.take(request, { onlySuccessors: this.#draining });
      const member = new RoomMember(seat, { ...this.#parts, endCall });
      // Later, because the rest of the snapshot comes before all other events.
      if (this.#draining) core.options.clock.after(0, () => this.#tellOfDrain(seat));
      return { member, snapshot: picture.show(seat) };
    });
  }

  summary(): RoomSummary {
    const { callId, room, startedAt } = this.#parts.call;
    return { room, callId, startedAt, participants: this.#parts.core.seats.size };
  }

  participants(): readonly ParticipantInfo[] {
    return [...this.#parts.core.seats.values()].map(describeSeat);
  }

  remove(participantId: ParticipantId): void {
    const { admin, core } = this.#parts;
    core.queue.decide(() => {
      admin.remove(participantId, null);
    });
  }

  mute(params: MuteParams): void {
    const { admin, core } = this.#parts;
    core.queue.decide(() => {
      admin.mute(params, null);
    });
  }

  muteAll(params: Omit<MuteParams, 'participantId'>): number {
    const { admin, core } = this.#parts;
    return core.queue.decide(() => admin.muteAll(params, null));
  }

  forbid(params: AllowanceParams): void {
    const { admin, core } = this.#parts;
    core.queue.decide(() => {
      admin.forbid(params, null);
    });
  }

  permit(params: AllowanceParams): void {
    const { admin, core } = this.#parts;
    core.queue.decide(() => {
      admin.permit(params, null);
    });
  }

  setSpotlight(participantIds: readonly ParticipantId[]): void {
    const { core, spotlight } = this.#parts;
    core.queue.decide(() => {
      spotlight.set(participantIds, null);
    });
  }

  drain(): void {
    const { core } = this.#parts;
    const { queue, seats } = core;
    queue.decide(() => {
      this.#draining = true;
      this.#keepWhenEmpty = false;
      for (const seat of seats.values()) this.#tellOfDrain(seat);
      queue.effect(() => {
        this.#closeWhenEmpty();
      });
    });
  }

  #tellOfDrain(seat: Seat): void {
    const { core } = this.#parts;
    core.queue.post(() => {
      if (seat.endReason !== undefined) return;
      const delayMs = chooseDelay(core.seats.size, core.options.random);
      core.send(seat, { name: 'reconnectNeeded', data: { what: 'session', reason: 'draining', delayMs } });
    });
  }

  end(reason: EndReason): void {
    this.#end(reason, null);
  }

  /** Posted, because it is also asked for inside a decision of the one who ends the call. */
  #end(reason: EndReason, by: Seat | null): void {
    const { admin, core } = this.#parts;
    core.queue.post(() => {
      this.#keepWhenEmpty = false;
      admin.endAll(reason, by);
      core.queue.effect(() => {
        this.#closeWhenEmpty();
      });
    });
  }

  #watchOccupancy(): void {
    const { options, queue, seats } = this.#parts.core;
    if (this.#occupied === seats.size > 0) return;
    this.#occupied = !this.#occupied;
    if (!this.#occupied) this.#emptySince = options.clock.now();
    queue.effect(() => {
      this.#closeWhenEmpty();
    });
  }

  /** Closes an empty room: after a while, or at once when nobody shall come back to it. */
  #closeWhenEmpty(): void {
    const { seats, options } = this.#parts.core;
    this.#cancelClosing?.();
    this.#cancelClosing = undefined;
    if (this.#closed || seats.size > 0) return;
    if (!this.#keepWhenEmpty) {
      this.#close();
      return;
    }
    this.#cancelClosing = options.clock.after(options.config.emptyRoomMs, () => {
      this.#close();
    });
  }

  #close(): void {
    const { call, core, forwarding, remoteIssues, talk } = this.#parts;
    const { clock, logger, observer } = core.options;
    this.#closed = true;
    this.#callEnd.close();
    talk.close();
    remoteIssues.close();
    forwarding.close();
    core.roster.close();
    core.media.close();
    observer.roomClosed();
    core.history.callEnded({ callId: call.callId, at: this.#emptySince });
    logger.info({ callId: call.callId, seconds: (clock.now() - call.startedAt) / 1_000 }, 'room closed');
    this.#forget();
  }
}
