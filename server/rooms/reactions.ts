import { LIMITS, type EventData, type Reaction } from '@earshot/shared';
import type { Clock } from '../clock.ts';

type ReactionsEvent = EventData<'reactions'>;

/** Gathers reactions and tells how many of each there were, once for each window in which there were any. */
export interface ReactionCounter {
  add(reaction: Reaction): void;
  close(): void;
}

/** Makes it; `flushed` is called outside any decision, by a timer. */
export function createReactionCounter(
  clock: Clock,
  flushed: (event: ReactionsEvent) => void,
  windowMs: number = LIMITS.reactionsWindowMs,
): ReactionCounter {
  let counts: ReactionsEvent['counts'] = {};
  let cancel: (() => void) | undefined;

  function flush(): void {
    const event = { counts, at: clock.now() };
    counts = {};
    cancel = undefined;
    flushed(event);
  }

  return {
    add(reaction) {
      counts[reaction] = (counts[reaction] ?? 0) + 1;
      cancel ??= clock.after(windowMs, flush);
    },
    close() {
      cancel?.();
      cancel = undefined;
    },
  };
}
