import type { Rooms } from '../../rooms/api.ts';
import type { OperationHandlers } from '../operations.ts';

type Names =
  'listRooms' | 'getRoom' | 'closeRoom' | 'listParticipants' | 'removeParticipant' | 'muteParticipant';

/** What an app's server may ask of rooms. */
export function createRoomHandlers(rooms: Rooms): OperationHandlers<Names> {
  return {
    listRooms: () => ({ rooms: [...rooms.list()] }),
    getRoom: ({ params }) => rooms.get(params.room),
    closeRoom({ params }) {
      rooms.closeRoom(params.room, 'room_closed');
      return {};
    },
    listParticipants: ({ params }) => ({ participants: [...rooms.participants(params.room)] }),
    removeParticipant({ params }) {
      rooms.removeParticipant(params.room, params.participantId);
      return {};
    },
    muteParticipant({ params, body }) {
      rooms.muteParticipant(params.room, params.participantId, body.sources, body.mode);
      return {};
    },
  };
}
