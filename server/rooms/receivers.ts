import type { ParticipantId, ReceiveConstraints, RtpCapabilities, View } from '@earshot/shared';
import type { Forwarding } from './forwarding.ts';
import { NO_OPTIMAL_STATE } from './optimal-videos.ts';
import type { DownlinkReading, ShedStep } from './ports.ts';
import type { RoomCore } from './room-core.ts';
import { assertSeated, type Seat } from './seat.ts';
import { NO_VIEW_STATE } from './view-policy.ts';

/** What receivers want, may and can take. All inside decisions; those of the participants themselves throw `ended`. */
export interface Receivers {
  receiveReady(seat: Seat, rtpCapabilities: RtpCapabilities, view: View): void;
  setView(seat: Seat, view: View): void;
  setConstraints(seat: Seat, constraints: ReceiveConstraints): void;
  setDecodeCapacity(seat: Seat, videos: number | null): void;
  /** How the path to this receiver does. */
  setDownlink(participantId: ParticipantId, reading: DownlinkReading): void;
  /** What the worker that serves these receivers gives up. */
  setShed(participantIds: readonly ParticipantId[], step: ShedStep): void;
}

/** Makes it for an empty room. */
export function createReceivers(core: RoomCore, forwarding: Forwarding): Receivers {
  return {
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
      const changed = participantIds
        .map((participantId) => core.seats.get(participantId))
        .filter((seat) => seat !== undefined)
        .filter((seat) => seat.shed !== step);
      for (const seat of changed) seat.shed = step;
      if (changed.length > 0) forwarding.shedChanged(changed);
    },
  };
}

/** Its transports are gone: nothing is received before the client is ready again, and all that was measured is void. */
export function resetReceiver(seat: Seat, forwarding: Forwarding): void {
  seat.receiving = false;
  seat.viewState = NO_VIEW_STATE;
  seat.downlink = undefined;
  seat.optimal = NO_OPTIMAL_STATE;
  seat.rechecks.limits = seat.rechecks.view = undefined;
  // The next worker says so if it sheds load too.
  const shed = seat.shed !== 'none';
  seat.shed = 'none';
  if (shed) forwarding.shedChanged([seat]);
  else forwarding.receiverChanged(seat);
}
