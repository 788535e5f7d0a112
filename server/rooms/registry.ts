import { EarshotError, type RoomName } from '@earshot/shared';
import type { Rooms } from './api.ts';
import type { RoomsOptions } from './options.ts';
import { createRoom, type Room } from './room.ts';

/** All rooms of this server: each is made by the first join and forgotten when it closes. */
export function createRooms(options: RoomsOptions): Rooms {
  const rooms = new Map<RoomName, Room>();
  const empty = Promise.withResolvers<undefined>();
  let draining = false;

  function get(name: RoomName): Room {
    const room = rooms.get(name);
    if (room === undefined) throw new EarshotError('room_not_found');
    return room;
  }

  function open(name: RoomName): Room {
    const room = createRoom(options, name, () => {
      if (rooms.get(name) === room) rooms.delete(name);
      if (draining && rooms.size === 0) empty.resolve(undefined);
    });
    rooms.set(name, room);
    return room;
  }

  function endAll(act: (room: Room) => void): void {
    draining = true;
    for (const room of [...rooms.values()]) act(room);
    if (rooms.size === 0) empty.resolve(undefined);
  }

  return {
    join(request) {
      try {
        const room = rooms.get(request.room);
        // A living room decides by itself: a page that is reloaded must not fall out of its call.
        if (draining && (room === undefined || request.moving)) throw new EarshotError('draining');
        return (room ?? open(request.room)).join(request);
      } catch (error) {
        options.observer.joinRefused(EarshotError.from(error).code);
        throw error;
      }
    },
    list: () => [...rooms.values()].map((room) => room.summary()),
    get: (name) => get(name).summary(),
    participants: (name) => get(name).participants(),
    closeRoom(name, reason) {
      get(name).end(reason);
    },
    removeParticipant(name, participantId) {
      get(name).remove(participantId);
    },
    muteParticipant(name, participantId, ...[sources, mode]) {
      get(name).mute({ participantId, sources, mode });
    },
    muteAll: (name, sources, mode) => get(name).muteAll({ sources, mode }),
    forbid(name, sources, participantId) {
      get(name).forbid({ sources, participantId });
    },
    permit(name, sources, participantId) {
      get(name).permit({ sources, participantId });
    },
    setSpotlight(name, participantIds) {
      get(name).setSpotlight(participantIds);
    },
    drain() {
      endAll((room) => {
        room.drain();
      });
      return { whenEmpty: empty.promise };
    },
    async close(reason) {
      endAll((room) => {
        room.end(reason);
      });
      await empty.promise;
    },
  };
}
