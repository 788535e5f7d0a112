import { EarshotError, type EndReason, type ParticipantId, type Source } from '@earshot/shared';
import type { RoomCore } from './room-core.ts';
import type { Seat } from './seat.ts';
import type { Seating } from './seating.ts';
import type { Tracks } from './tracks.ts';

/** What may be done to others, by a member (`by`) or by the server's API (`null`). All inside decisions. */
export interface Admin {
  /** Throws `participant_not_found`. */
  remove(participantId: ParticipantId, by: Seat | null): void;
  /** `request` asks the person, `force` pauses now. Throws `participant_not_found`. */
  mute(params: MuteParams, by: Seat | null): void;
  endAll(reason: EndReason, by: Seat | null): void;
}

/** Whose sources shall fall silent, and how. */
export interface MuteParams {
  readonly participantId: ParticipantId;
  readonly sources: readonly Source[];
  readonly mode: 'request' | 'force';
}

/** Makes it. */
export function createAdmin(core: RoomCore, seating: Seating, tracks: Tracks): Admin {
  function getSeat(participantId: ParticipantId, by: Seat | null): Seat {
    const seat = core.seats.get(participantId);
    // To other participants a hidden one does not exist.
    if (seat === undefined || (seat.grants.hidden && by !== null && by !== seat)) {
      throw new EarshotError('participant_not_found');
    }
    return seat;
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
      core.send(seat, {
        name: 'muteRequested',
        data: { sources: [...sources], by: by?.participantId ?? null },
      });
    },
    endAll(reason, by) {
      seating.giveUpAll(reason, by?.participantId ?? null);
    },
  };
}
