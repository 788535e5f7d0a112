import type { TrackId } from '@earshot/shared';
import { computeCapacity, createAudibleSet, next, type AudibleEvent } from './audible-set.ts';
import type { RoomCore } from './room-core.ts';
import type { Seat } from './seat.ts';
import { selectShareAudios } from './share-audio.ts';
import { computeShedAudios } from './shed.ts';

/** What one change of microphones changed. */
export interface HearingChange {
  /** Whose microphones are forwarded. */
  readonly audible: boolean;
  /** How many may be. */
  readonly capacity: boolean;
}

/** Whose sound is forwarded in one room. Used inside decisions. */
export interface Hearing {
  advance(event: AudibleEvent<TrackId>): HearingChange;
  /** The number of participants or what their workers shed has changed. */
  resize(): HearingChange;
  /** Works out anew what everybody hears. */
  collect(): void;
  /** Nobody hears themselves. The same list for all others. */
  select(seat: Seat): readonly TrackId[];
  /** K in force. */
  capacity(): number;
  /** Advance it with a `tick` then. */
  recheckAt(): number | undefined;
}

/** Makes it for an empty room. */
export function createHearing(core: RoomCore): Hearing {
  const { clock, config, observer } = core.options;
  const budget = config.caps.audioPacketBudget;
  let set = createAudibleSet<TrackId>(computeCapacity(0, budget));
  let recheckAt: number | undefined;
  /** What everybody hears, one's own included. */
  let heard: readonly TrackId[] = [];

  function advance(event: AudibleEvent<TrackId>): HearingChange {
    const after = next(set, event, clock.monotonic());
    const capacity = after.set.capacity !== set.capacity;
    set = after.set;
    recheckAt = after.recheckAt;
    observer.audibleEvicted(after.evicted);
    return { audible: after.changed, capacity };
  }

  return {
    advance,
    resize() {
      const seats = [...core.seats.values()];
      const shed = computeShedAudios(seats.map((seat) => seat.shed));
      return advance({ kind: 'capacity', target: Math.min(computeCapacity(seats.length, budget), shed) });
    },
    collect() {
      const shares = [...core.seats.values()].flatMap((seat) => {
        const track = seat.tracks.get('screenAudio');
        return track === undefined || track.paused ? [] : [track];
      });
      heard = [...set.places.keys(), ...selectShareAudios(shares)];
    },
    select(seat) {
      const own = [seat.tracks.get('microphone')?.trackId, seat.tracks.get('screenAudio')?.trackId];
      return heard.some((trackId) => own.includes(trackId))
        ? heard.filter((trackId) => !own.includes(trackId))
        : heard;
    },
    capacity: () => set.capacity,
    recheckAt: () => recheckAt,
  };
}
