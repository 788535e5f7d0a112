import { EarshotError, type EndReason, type ParticipantId, type Source } from '@earshot/shared';
import type { Allowances } from './allowances.ts';
import type { Granting } from './granting.ts';
import type { RoomCore } from './room-core.ts';
import type { Seat } from './seat.ts';
import type { Seating } from './seating.ts';
import type { Talk } from './talk.ts';
import type { Tracks } from './tracks.ts';

/** What may be done to others, by a member (`by`) or by the server's API (`null`). All inside decisions. */
export interface Admin {
  /** Throws `participant_not_found`. */
  remove(participantId: ParticipantId, by: Seat | null): void;
  /** `request` asks the person, `force` pauses now. Throws `participant_not_found`. */
  mute(params: MuteParams, by: Seat | null): void;
  /** The same for everybody but `by`; the answer is how many people were muted, or asked because something of theirs runs. */
  muteAll(params: Omit<MuteParams, 'participantId'>, by: Seat | null): number;
  /** Hard mute of one or, without a participant, of all without the `admin` grant. Throws `participant_not_found`. */
  forbid(params: AllowanceParams, by: Seat | null): void;
  /** Takes it back; nothing is unmuted. Throws `participant_not_found`. */
  permit(params: AllowanceParams, by: Seat | null): void;
  lowerAllHands(): void;
  endAll(reason: EndReason, by: Seat | null): void;
}

/** Who may not, or may again, send what. */
export interface AllowanceParams {
  readonly participantId: ParticipantId | undefined;
  readonly sources: readonly Source[];
}

/** The parts of a room that admins act on. */
export interface AdminParts {
  readonly allowances: Allowances;
  readonly granting: Granting;
  readonly seating: Seating;
  readonly talk: Talk;
  readonly tracks: Tracks;
}

/** Whose sources shall fall silent, and how. */
export interface MuteParams {
  readonly participantId: ParticipantId;
  readonly sources: readonly Source[];
  readonly mode: 'request' | 'force';
}

/** Makes it. */
export function createAdmin(core: RoomCore, parts: AdminParts): Admin {
  const { allowances, granting, seating, talk, tracks } = parts;

  function getSeat(participantId: ParticipantId, by: Seat | null): Seat {
    const seat = core.seats.get(participantId);
    // To other participants a hidden one does not exist.
    if (seat === undefined || (seat.grants.hidden && by !== null && by !== seat)) {
      throw new EarshotError('participant_not_found');
    }
    return seat;
  }

  function ask(seat: Seat, sources: readonly Source[], by: Seat | null): void {
    core.send(seat, {
      name: 'muteRequested',
      data: { sources: [...sources], by: by?.participantId ?? null },
    });
  }

  function changeAllowances(
    cause: 'forbidden' | 'permitted',
    params: AllowanceParams,
    by: Seat | null,
  ): void {
    const { participantId, sources } = params;
    if (participantId === undefined) {
      const changed = cause === 'forbidden' ? allowances.forbidAll(sources) : allowances.permitAll(sources);
      if (changed) {
        const data = { sources: [...allowances.forAll], by: by?.participantId ?? null };
        core.toAll({ name: 'forbiddenForAll', data });
      }
    } else {
      const { identity } = getSeat(participantId, by);
      if (cause === 'forbidden') allowances.forbid(identity, sources);
      else allowances.permit(identity, sources);
    }
    // An identity may be there more than once.
    for (const seat of core.seats.values()) granting.applyAllowances(seat, cause);
  }

  return {
    remove(participantId, by) {
      seating.giveUp(getSeat(participantId, by), 'removed', by?.participantId ?? null);
    },
    mute({ participantId, sources, mode }, by) {
      const seat = getSeat(participantId, by);
      if (mode === 'force') {
        tracks.pauseSources(seat, sources, 'admin');
        return;
      }
      ask(seat, sources, by);
    },
    muteAll({ sources, mode }, by) {
      const others = [...core.seats.values()].filter((seat) => seat !== by);
      if (mode === 'force') {
        return others.filter((seat) => tracks.pauseSources(seat, sources, 'admin') > 0).length;
      }
      const heard = others.filter((seat) =>
        sources.some((source) => seat.tracks.get(source)?.paused === false),
      );
      for (const seat of heard) ask(seat, sources, by);
      return heard.length;
    },
    forbid(params, by) {
      changeAllowances('forbidden', params, by);
    },
    permit(params, by) {
      changeAllowances('permitted', params, by);
    },
    lowerAllHands() {
      for (const seat of core.seats.values()) talk.lowerHand(seat);
    },
    endAll(reason, by) {
      seating.giveUpAll(reason, by?.participantId ?? null);
    },
  };
}
