import { EarshotError, type ParticipantId } from '@earshot/shared';
import type { Forwarding } from './forwarding.ts';
import type { RoomCore } from './room-core.ts';
import type { Seat } from './seat.ts';

/** Who is shown to everybody first. All inside decisions. */
export interface Spotlight {
  /** In the order of showing. */
  list(): readonly ParticipantId[];
  /** Replaces the list; `by` `null`: the server's API. Throws `participant_not_found` (hidden ones too). */
  set(participantIds: readonly ParticipantId[], by: Seat | null): void;
  /** A reloaded page, or an identity that came again, takes its predecessor's place in the light. */
  succeed(predecessor: ParticipantId, successor: ParticipantId): void;
  /** Takes out who has left or hidden; at the end of each decision. */
  settle(): void;
}

/** Makes it: nobody is in it. */
export function createSpotlight(core: RoomCore, forwarding: Forwarding): Spotlight {
  let list: readonly ParticipantId[] = [];
  let changed = false;

  const isSeen = (participantId: ParticipantId) => core.seats.get(participantId)?.grants.hidden === false;

  function replace(next: readonly ParticipantId[], by: ParticipantId | null): void {
    changed = false;
    list = next;
    core.options.observer.spotlightChanged();
    core.toAll({ name: 'spotlight', data: { participantIds: [...next], by } });
    forwarding.spotlightChanged(next);
  }

  return {
    list: () => list,
    set(participantIds, by) {
      const next = [...new Set(participantIds)];
      if (!next.every(isSeen)) throw new EarshotError('participant_not_found');
      if (next.length === list.length && next.every((id, index) => id === list[index])) return;
      replace(next, by?.participantId ?? null);
    },
    succeed(predecessor, successor) {
      if (!list.includes(predecessor)) return;
      list = list.map((id) => (id === predecessor ? successor : id));
      changed = true;
    },
    settle() {
      if (!changed && list.every(isSeen)) return;
      replace([...new Set(list.filter(isSeen))], null);
    },
  };
}
