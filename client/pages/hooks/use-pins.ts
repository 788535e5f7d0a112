import { createContext, use, useEffect, useMemo, useState } from 'react';
import type { Call } from '@earshot/client';
import { MOST_PINS } from '../model/most.ts';

/** Who is pinned on this page. */
export interface PinBoard {
  /** In the order in which they were pinned. */
  readonly pins: readonly string[];
  /** As many as there may be are pinned. */
  readonly full: boolean;
  readonly toggle: (participantId: string) => void;
}

/** The pins of the call above. */
export const PinContext = createContext<PinBoard>({ pins: [], full: false, toggle: () => undefined });

/** The pins. */
export function usePins(): PinBoard {
  return use(PinContext);
}

/** Makes the board. One may pin oneself, which the server need not know. */
export function usePinBoard(call: Call): PinBoard {
  const [pins, setPins] = useState<readonly string[]>([]);
  useEffect(
    () =>
      call.on('participantLeft', ({ participant }) => {
        setPins((now) =>
          now.includes(participant.participantId)
            ? now.filter((id) => id !== participant.participantId)
            : now,
        );
      }),
    [call],
  );
  useEffect(() => {
    call.setPins(pins.filter((id) => id !== call.localParticipant.participantId));
  }, [call, pins]);
  return useMemo(
    () => ({
      pins,
      full: pins.length >= MOST_PINS,
      toggle: (participantId) => {
        const kept = pins.filter((id) => id !== participantId);
        if (kept.length >= MOST_PINS) return;
        setPins(kept.length < pins.length ? kept : [...kept, participantId]);
      },
    }),
    [pins],
  );
}
