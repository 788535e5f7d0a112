import { EarshotError, ROOM_RATES, type RoomRateFamily } from '@earshot/shared';
import type { Clock } from '../clock.ts';
import { createTokenBucket } from '../primitives/token-bucket.ts';

/** The token buckets that all of a room share. */
export interface RoomRates {
  /** Throws `rate_limited`. */
  take(family: RoomRateFamily): void;
}

/** Makes full buckets. */
export function createRoomRates(clock: Clock): RoomRates {
  const make = (family: RoomRateFamily) => createTokenBucket(ROOM_RATES[family], clock.monotonic());
  const buckets = {
    chat: make('chat'),
    hand: make('hand'),
    reaction: make('reaction'),
    data: make('data'),
  } satisfies Record<RoomRateFamily, unknown>;
  return {
    take(family) {
      const now = clock.monotonic();
      if (buckets[family].take(now)) return;
      throw new EarshotError('rate_limited', 'The room as a whole sends too much of this.', {
        details: { family, scope: 'room', retryAfterMs: buckets[family].waitMs(now) },
      });
    },
  };
}
