import { useMemo, useState } from 'react';
import { useDominantSpeakers } from '../hooks/use-call.ts';
import { usePeople, useTopic } from '../hooks/use-people.ts';
import { arrangeTiles } from '../model/tiles.ts';

/** The order of the tiles of all but some, in which nobody moves without need. */
export function useTileOrder(options: {
  readonly featured: readonly string[];
  readonly without: readonly string[];
  readonly perPage: number;
}): readonly string[] {
  const { featured, without, perPage } = options;
  const people = usePeople();
  const [members, cameras] = [useTopic('members'), useTopic('cameras')];
  const dominant = useDominantSpeakers();
  const [previous, setPrevious] = useState<readonly string[]>([]);
  const order = useMemo(
    () =>
      arrangeTiles({
        candidates: candidatesOf(people, without, [members, cameras]),
        dominant,
        featured,
        previous,
        perPage,
      }),
    [people, members, cameras, dominant, featured, without, previous, perPage],
  );
  // Kept for the next time; the arrangement of its own result is itself, so this settles at once.
  if (order.join() !== previous.join()) setPrevious(order);
  return order;
}

function candidatesOf(
  people: ReturnType<typeof usePeople>,
  without: readonly string[],
  _versions: readonly number[],
): Parameters<typeof arrangeTiles>[0]['candidates'] {
  const left = new Set(without);
  return people.people
    .filter(({ participantId }) => !left.has(participantId))
    .map(({ participantId, isLocal }) => ({
      participantId,
      isLocal,
      hasVideo: people.cameras.has(participantId),
    }));
}
