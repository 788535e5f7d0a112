import type { Legs } from './legs.ts';
import type { RoomMediaListener } from './ports.ts';
import type { RoomCore } from './room-core.ts';
import type { Speaking } from './speaking.ts';
import type { Tracks } from './tracks.ts';

/** The parts of a room that media has something to tell. */
export interface ListeningParts {
  readonly core: RoomCore;
  readonly speaking: Speaking;
  readonly tracks: Tracks;
  readonly legs: Legs;
}

/** What media says becomes a decision; it may come at any time, so it is posted. `find` answers once the room is made. */
export function createMediaListener(find: () => ListeningParts): RoomMediaListener {
  const post = (decision: (parts: ListeningParts) => void) => {
    const parts = find();
    parts.core.queue.post(() => {
      decision(parts);
    });
  };
  return {
    toParticipant(participantId, event) {
      post(({ core }) => {
        const seat = core.seats.get(participantId);
        if (seat !== undefined) core.send(seat, event);
      });
    },
    audioLevels(levels) {
      post(({ speaking, tracks }) => {
        speaking.heard(
          levels.flatMap(({ trackId, level }) => {
            const seat = tracks.findOwner(trackId);
            return seat === undefined ? [] : [{ seat, trackId, level }];
          }),
        );
      });
    },
    dominantTrack(trackId) {
      post(({ speaking, tracks }) => {
        const seat = tracks.findOwner(trackId);
        if (seat !== undefined) speaking.chosen(seat, trackId);
      });
    },
    microphoneUnheard(trackId, unheard) {
      post(({ tracks }) => {
        tracks.setUnheard(trackId, unheard);
      });
    },
    downlink(participantId, reading) {
      post(({ legs }) => {
        legs.setDownlink(participantId, reading);
      });
    },
    shed(participantIds, step) {
      post(({ legs }) => {
        legs.setShed(participantIds, step);
      });
    },
    mediaLost(participantIds, reason) {
      post(({ core, legs }) => {
        legs.mediaLost(participantIds, reason);
        core.options.logger.warn({ callId: core.callId, legs: participantIds.length, reason }, 'media lost');
      });
    },
  };
}
