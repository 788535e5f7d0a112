import type { Rooms } from '../../rooms/api.ts';
import type { OperationHandlers } from '../operations.ts';

type Names =
  | 'listRooms'
  | 'getRoom'
  | 'closeRoom'
  | 'listParticipants'
  | 'removeParticipant'
  | 'muteParticipant'
  | 'muteAll'
  | 'forbid'
  | 'permit'
  | 'setSpotlight';

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
    muteAll: ({ params, body }) => ({ participants: rooms.muteAll(params.room, body.sources, body.mode) }),
    forbid({ params, body }) {
      rooms.forbid(params.room, body.sources, body.participantId);
      return {};
    },
    permit({ params, body }) {
      rooms.permit(params.room, body.sources, body.participantId);
      return {};
    },
    setSpotlight({ params, body }) {
      rooms.setSpotlight(params.room, body.participantIds);
      return {};
    },
  };
}
