import { EarshotError, ParticipantId, type EndReason } from '@earshot/shared';
import type { Allowances } from './allowances.ts';
import type { JoinRequest } from './api.ts';
import type { Forwarding } from './forwarding.ts';
import { decideSeat } from './policy.ts';
import type { LegStart } from './ports.ts';
import type { RoomCore } from './room-core.ts';
import { createSeat, type Seat } from './seat.ts';
import type { Spotlight } from './spotlight.ts';
import type { Tracks } from './tracks.ts';

/** Who has a place: taken, changed and given up, and told to the others. All inside decisions. */
export interface Seating {
  /** Throws `room_full`, or `draining` when somebody new comes where only successors may. */
  take(request: JoinRequest, admission: { readonly onlySuccessors: boolean }): Seat;
  /** Does nothing when the leg is over already. */
  giveUp(seat: Seat, reason: EndReason, by: ParticipantId | null): void;
  /** The same for all; nobody is left who would have to be told of each of the others. */
  giveUpAll(reason: EndReason, by: ParticipantId | null): void;
  setConnection(seat: Seat, connection: 'connected' | 'reconnecting'): void;
}

/** The parts of a room that seating tells about comings and goings. */
export interface SeatingParts {
  readonly allowances: Allowances;
  readonly forwarding: Forwarding;
  readonly spotlight: Spotlight;
  readonly tracks: Tracks;
}

/** Makes it for an empty room. */
export function createSeating(core: RoomCore, parts: SeatingParts): Seating {
  const { allowances, forwarding, spotlight, tracks } = parts;
  const { clock, config, ids, logger, observer, reports } = core.options;
  const guestAccess = config.guestAccess;

  function giveUp(seat: Seat, reason: EndReason, by: ParticipantId | null): void {
    if (seat.endReason !== undefined) return;
    const { participantId, role, outlet } = seat;
    const { hidden } = seat.grants;
    seat.endReason = reason;
    core.seats.delete(participantId);
    // First: what follows may tell what is gathered, and then with the right reason.
    core.roster.touch(participantId, reason);
    tracks.dropAll([seat], { announce: false });
    seat.receiving = false;
    core.send(seat, { name: 'callEnded', data: { reason, by, at: clock.now() } });
    core.queue.effect(() => {
      outlet.end(reason);
    });
    core.queue.effect(() => {
      core.media.closeLeg(participantId);
    });
    reports.forget(participantId);
    forwarding.seatsChanged();
    const seconds = Math.max(0, clock.now() - seat.joinedAt) / 1_000;
    core.history.legEnded({ callId: core.callId, participantId, reason, at: clock.now() });
    observer.left({ role, hidden, reason, seconds });
    logger.info({ callId: core.callId, participantId, role, reason, seconds }, 'participant left');
  }

  function take(request: JoinRequest, admission: { readonly onlySuccessors: boolean }): Seat {
    const decision = decideSeat({
      held: [...core.seats.values()],
      maxParticipants: config.maxParticipants,
      identity: request.identity,
      replaces: request.replaces,
      duplicateIdentity: config.duplicateIdentity,
      onlySuccessors: admission.onlySuccessors,
    });
    if (decision.kind === 'refused') {
      if (decision.code === 'draining') throw new EarshotError('draining');
      const details = { maxParticipants: config.maxParticipants };
      throw new EarshotError(decision.code, undefined, { details });
    }
    const participantId = ParticipantId.parse(ids.uuid());
    for (const replaced of decision.replaced) {
      const predecessor = core.seats.get(replaced);
      if (predecessor === undefined) continue;
      spotlight.succeed(replaced, participantId);
      giveUp(predecessor, 'replaced', null);
    }
    const forbidden = allowances.forbiddenTo(request);
    const seat = createSeat(request, { participantId, joinedAt: clock.now(), guestAccess, forbidden });
    core.seats.set(participantId, seat);
    core.roster.touch(participantId);
    // At once: others see one take the other's place, and the successor finds no ghost of itself in the picture.
    if (decision.replaced.length > 0) core.roster.tell();
    forwarding.seatsChanged();
    observer.joined({ role: seat.role, hidden: seat.grants.hidden });
    reports.begin({ callId: core.callId, participantId, telemetry: seat.telemetry });
    core.history.legStarted(describeLegStart(core, seat, request));
    logJoined(core, seat, decision.replaced.length);
    return seat;
  }

  return {
    take,
    giveUp,
    giveUpAll(reason, by) {
      const seats = [...core.seats.values()];
      core.seats.clear();
      for (const seat of seats) giveUp(seat, reason, by);
    },
    setConnection(seat, connection) {
      if (seat.endReason !== undefined || seat.connection === connection) return;
      seat.connection = connection;
      recordConnection(core, seat);
      core.toViewers(seat, {
        name: 'participantUpdated',
        data: { updates: [{ participantId: seat.participantId, connection }] },
      });
    },
  };
}

function logJoined({ callId, options }: RoomCore, { participantId, role }: Seat, replaced: number): void {
  options.logger.info({ callId, participantId, role, replaced }, 'participant joined');
}

function recordConnection({ callId, history, options }: RoomCore, { participantId, connection }: Seat): void {
  const name = connection === 'reconnecting' ? 'reconnecting' : 'reconnected';
  history.event({ callId, participantId, at: options.clock.now(), name });
}

function describeLegStart(
  { callId }: RoomCore,
  { participantId, identity, role, grants, formFactor, joinedAt }: Seat,
  { client, tags }: JoinRequest,
): LegStart {
  return {
    callId,
    participantId,
    identity,
    role,
    hidden: grants.hidden,
    formFactor,
    client,
    tags: tags ?? [],
    at: joinedAt,
  };
}
