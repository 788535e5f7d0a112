import type { AnyEvent, CallId, ParticipantId, RoomName } from '@earshot/shared';
import type { RoomsOptions } from './options.ts';
import type { CallHistory, RoomMedia } from './ports.ts';
import type { DecisionQueue } from './queue.ts';
import { createRoster, type Roster } from './roster.ts';
import type { Seat } from './seat.ts';
import { TrackDirectory } from './track-directory.ts';

/** What all parts of one room share: who is there, its queue, and the ways to tell them something. */
export interface RoomCore {
  readonly callId: CallId;
  readonly room: RoomName;
  readonly options: RoomsOptions;
  readonly media: RoomMedia;
  /** In the order of joining. */
  readonly seats: Map<ParticipantId, Seat>;
  readonly queue: DecisionQueue;
  readonly roster: Roster;
  readonly trackDirectory: TrackDirectory;
  readonly history: CallHistory;
  /** These are for decisions: what they send goes out when the decision is made, to those present now. */
  send(seat: Seat, event: AnyEvent): void;
  toAll(event: AnyEvent): void;
  /** What changed of a participant: it is told at once; those in whose roster it is, with the next batch. */
  toViewers(subject: Seat, event: AnyEvent): void;
}

const nothing = () => undefined;
/** Nobody keeps a record. */
const NO_HISTORY: CallHistory = {
  callStarted: nothing,
  callEnded: nothing,
  legStarted: nothing,
  legEnded: nothing,
  trackStarted: nothing,
  trackEnded: nothing,
  event: nothing,
};

/** Makes the core of an empty room. */
export function createRoomCore(base: {
  callId: CallId;
  room: RoomName;
  options: RoomsOptions;
  media: RoomMedia;
  queue: DecisionQueue;
}): RoomCore {
  const seats = new Map<ParticipantId, Seat>();
  const { options, queue } = base;
  const roster = createRoster({ options, queue, seats });

  function deliver(recipients: readonly Seat[], event: AnyEvent): void {
    if (recipients.length === 0) return;
    roster.prepareFor(event);
    queue.effect(() => {
      for (const { outlet } of recipients) outlet.send(event);
    });
  }

  return {
    ...base,
    seats,
    roster,
    trackDirectory: new TrackDirectory(),
    history: options.history ?? NO_HISTORY,
    send(seat, event) {
      deliver([seat], event);
    },
    toAll(event) {
      // Who is about to see the picture finds it there.
      const recipients = [...seats.values()].filter(({ shown }) => shown);
      deliver(recipients, event);
    },
    toViewers(subject, event) {
      deliver([subject], event);
      roster.touch(subject.participantId);
    },
  };
}
