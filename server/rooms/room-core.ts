import type { AnyEvent, CallId, ParticipantId, RoomName } from '@earshot/shared';
import type { RoomsOptions } from './options.ts';
import type { RoomMedia } from './ports.ts';
import type { DecisionQueue } from './queue.ts';
import type { Seat } from './seat.ts';

/** What all parts of one room share: who is there, its queue, and the ways to tell them something. */
export interface RoomCore {
  readonly callId: CallId;
  readonly room: RoomName;
  readonly options: RoomsOptions;
  readonly media: RoomMedia;
  /** In the order of joining. */
  readonly seats: Map<ParticipantId, Seat>;
  readonly queue: DecisionQueue;
  /** These are for decisions: what they send goes out when the decision is made, to those present now. */
  send(seat: Seat, event: AnyEvent): void;
  toAll(event: AnyEvent): void;
  /** To those in whose roster the subject is: all when it is visible, itself alone when it is hidden. */
  toViewers(subject: Seat, event: AnyEvent): void;
  /** The same without the subject itself. */
  toOtherViewers(subject: Seat, event: AnyEvent): void;
}

/** Makes the core of an empty room. */
export function createRoomCore(base: {
  callId: CallId;
  room: RoomName;
  options: RoomsOptions;
  media: RoomMedia;
  queue: DecisionQueue;
}): RoomCore {
  const seats = new Map<ParticipantId, Seat>();
  const { queue } = base;

  function deliver(recipients: readonly Seat[], event: AnyEvent): void {
    if (recipients.length === 0) return;
    queue.effect(() => {
      for (const { outlet } of recipients) outlet.send(event);
    });
  }

  return {
    ...base,
    seats,
    send(seat, event) {
      deliver([seat], event);
    },
    toAll(event) {
      deliver([...seats.values()], event);
    },
    toViewers(subject, event) {
      deliver(subject.grants.hidden ? [subject] : [...seats.values()], event);
    },
    toOtherViewers(subject, event) {
      if (!subject.grants.hidden)
        deliver(
          [...seats.values()].filter((seat) => seat !== subject),
          event,
        );
    },
  };
}
