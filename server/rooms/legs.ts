import {
  EarshotError,
  type DtlsParameters,
  type EventData,
  type MediaParameters,
  type ParticipantId,
  type ReceiveConstraints,
  type RtpCapabilities,
  type TransportId,
  type View,
} from '@earshot/shared';
import type { Member } from './api.ts';
import type { Forwarding } from './forwarding.ts';
import { chooseDelay } from './jitter.ts';
import { NO_OPTIMAL_STATE } from './optimal-videos.ts';
import type { DownlinkReading, ShedStep } from './ports.ts';
import type { RoomCore } from './room-core.ts';
import { assertSeated, type Seat } from './seat.ts';
import type { Tracks } from './tracks.ts';
import { NO_VIEW_STATE } from './view-policy.ts';

/** The media side of participants: opened, lost, opened again. Asynchronous ones wait for media outside the queue. */
export interface Legs {
  openMedia(seat: Seat): Promise<MediaParameters>;
  connectTransport(seat: Seat, transportId: TransportId, dtlsParameters: DtlsParameters): Promise<void>;
  restartIce(seat: Seat, transportId: TransportId): ReturnType<Member['restartIce']>;
  /** These are for decisions. */
  receiveReady(seat: Seat, rtpCapabilities: RtpCapabilities, view: View): void;
  setView(seat: Seat, view: View): void;
  setConstraints(seat: Seat, constraints: ReceiveConstraints): void;
  setDecodeCapacity(seat: Seat, videos: number | null): void;
  /** How the path to this receiver does. */
  setDownlink(participantId: ParticipantId, reading: DownlinkReading): void;
  /** What the worker that serves these receivers gives up. */
  setShed(participantIds: readonly ParticipantId[], step: ShedStep): void;
  mediaLost(participantIds: readonly ParticipantId[], reason: EventData<'reconnectNeeded'>['reason']): void;
}

/** Makes it for an empty room. */
export function createLegs(core: RoomCore, forwarding: Forwarding, tracks: Tracks): Legs {
  /** Old transports are gone, with all they carried; nothing is received before the client is ready again. */
  function reset(seats: readonly Seat[]): void {
    tracks.dropAll(seats, { announce: true });
    for (const seat of seats) {
      seat.receiving = false;
      seat.viewState = NO_VIEW_STATE;
      seat.downlink = undefined;
      seat.optimal = NO_OPTIMAL_STATE;
      seat.rechecks.limits = seat.rechecks.view = undefined;
      forwarding.receiverChanged(seat);
      seat.mediaEpoch += 1;
    }
  }

  function findSeats(participantIds: readonly ParticipantId[]): Seat[] {
    return participantIds
      .map((participantId) => core.seats.get(participantId))
      .filter((seat) => seat !== undefined);
  }

  function assertEpoch(seat: Seat, epoch: number): void {
    assertSeated(seat);
    if (seat.mediaEpoch !== epoch) {
      throw new EarshotError('worker_lost', 'Media was lost or opened anew meanwhile.');
    }
  }

  return {
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
    receiveReady(seat, rtpCapabilities, view) {
      assertSeated(seat);
      seat.view = view;
      seat.receiving = true;
      seat.reception = undefined;
      const { participantId } = seat;
      core.queue.effect(() => {
        core.media.setReceiver(participantId, rtpCapabilities);
      });
      forwarding.receiverChanged(seat);
    },
    setView(seat, view) {
      assertSeated(seat);
      seat.view = view;
      forwarding.receiverChanged(seat);
    },
    setConstraints(seat, constraints) {
      assertSeated(seat);
      seat.constraints = constraints;
      forwarding.receiverChanged(seat);
    },
    setDecodeCapacity(seat, videos) {
      assertSeated(seat);
      seat.decodeCapacity = videos;
      forwarding.receiverChanged(seat);
    },
    setDownlink(participantId, reading) {
      const seat = core.seats.get(participantId);
      if (seat !== undefined) forwarding.downlinkChanged(seat, reading);
    },
    setShed(participantIds, step) {
      const changed = findSeats(participantIds).filter((seat) => seat.shed !== step);
      for (const seat of changed) seat.shed = step;
      if (changed.length > 0) forwarding.shedChanged(changed);
    },
    mediaLost(participantIds, reason) {
      const seats = findSeats(participantIds);
      reset(seats);
      for (const seat of seats) {
        const delayMs = chooseDelay(participantIds.length, core.options.random);
        core.send(seat, { name: 'reconnectNeeded', data: { what: 'media', reason, delayMs } });
      }
    },
  };
}
