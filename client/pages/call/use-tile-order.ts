import { useState } from 'react';
import type { Participant } from '@earshot/client';
import { useDominantSpeakers } from '../hooks/use-call.ts';
import { arrangeTiles } from '../model/tiles.ts';
import { trackOf } from '../model/tile-state.ts';

/** The order of the tiles, in which nobody moves without need. */
export function useTileOrder(
  participants: readonly Participant[],
  pins: readonly string[],
  perPage: number,
): readonly Participant[] {
  const dominant = useDominantSpeakers();
  const [previous, setPrevious] = useState<readonly string[]>([]);
  const order = arrangeTiles({
    candidates: participants.map((participant) => ({
      participantId: participant.participantId,
      isLocal: participant.isLocal,
      hasVideo: trackOf(participant, 'camera')?.paused === false,
    })),
    dominant: dominant.map((participant) => participant.participantId),
    pins,
    previous,
    perPage,
  });
  // Kept for the next time; the arrangement of its own result is itself, so this settles at once.
  if (order.join() !== previous.join()) setPrevious(order);
  const byId = new Map(participants.map((participant) => [participant.participantId, participant]));
  return order.flatMap((id) => byId.get(id) ?? []);
}
