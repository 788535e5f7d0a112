import {
  EarshotError,
  type DtlsParameters,
  type EventData,
  type MediaParameters,
  type ParticipantId,
  type TransportId,
} from '@earshot/shared';
import type { Member } from './api.ts';
import type { Forwarding } from './forwarding.ts';
import { chooseDelay } from './jitter.ts';
import { createReceivers, resetReceiver, type Receivers } from './receivers.ts';
import type { RoomCore } from './room-core.ts';
import { assertSeated, type Seat } from './seat.ts';
import type { Tracks } from './tracks.ts';

/** The media side of participants: opened, lost, opened again. Asynchronous ones wait for media outside the queue. */
export interface Legs extends Receivers {
  openMedia(seat: Seat): Promise<MediaParameters>;
  connectTransport(seat: Seat, transportId: TransportId, dtlsParameters: DtlsParameters): Promise<void>;
  restartIce(seat: Seat, transportId: TransportId): ReturnType<Member['restartIce']>;
  /** Inside a decision. */
  mediaLost(participantIds: readonly ParticipantId[], reason: EventData<'reconnectNeeded'>['reason']): void;
}

/** Makes it for an empty room. */
export function createLegs(core: RoomCore, forwarding: Forwarding, tracks: Tracks): Legs {
  /** Old transports are gone, with all they carried; nothing is received before the client is ready again. */
  function reset(seats: readonly Seat[]): void {
    tracks.dropAll(seats, { announce: true });
    for (const seat of seats) {
      resetReceiver(seat, forwarding);
      seat.mediaEpoch += 1;
    }
  }

  function assertEpoch(seat: Seat, epoch: number): void {
    assertSeated(seat);
    if (seat.mediaEpoch !== epoch) {
      throw new EarshotError('worker_lost', 'Media was lost or opened anew meanwhile.');
    }
  }

  return {
    ...createReceivers(core, forwarding),
    async openMedia(seat) {
      const { epoch, videos } = core.queue.decide(() => {
        assertSeated(seat);
        reset([seat]);
        return { epoch: seat.mediaEpoch, videos: forwarding.expectVideos(seat) };
      });
      try {
        const parameters = await core.media.openLeg(seat.participantId, { videos });
        assertEpoch(seat, epoch);
        return parameters;
      } catch (error) {
        // Left while the transports were made: whatever the order of the two was, nothing stays.
        if (seat.endReason !== undefined) core.media.closeLeg(seat.participantId);
        assertSeated(seat);
        throw EarshotError.from(error);
      }
    },
    async connectTransport(seat, transportId, dtlsParameters) {
      assertSeated(seat);
      await core.media.connectTransport(seat.participantId, transportId, dtlsParameters);
      assertSeated(seat);
    },
    async restartIce(seat, transportId) {
      assertSeated(seat);
      const result = await core.media.restartIce(seat.participantId, transportId);
      assertSeated(seat);
      return result;
    },
    mediaLost(participantIds, reason) {
      const seats = participantIds
        .map((participantId) => core.seats.get(participantId))
        .filter((seat) => seat !== undefined);
      reset(seats);
      for (const seat of seats) {
        const { participantId } = seat;
        const at = core.options.clock.now();
        core.history.event({ callId: core.callId, participantId, at, name: 'mediaLost', detail: reason });
        const delayMs = chooseDelay(participantIds.length, core.options.random);
        core.send(seat, { name: 'reconnectNeeded', data: { what: 'media', reason, delayMs } });
      }
    },
  };
}
