import { CallId, LIMITS, ParticipantId, ParticipantInfo, RoomName, Source, Timestamp } from '@earshot/shared';
import { z } from 'zod';
import { nothing, type Operation } from './operation.ts';

const inRoom = z.strictObject({ room: RoomName });
const ofParticipant = z.strictObject({ room: RoomName, participantId: ParticipantId });
const sources = z.array(Source).min(1).max(4);
/** Whose sources may be sent or not. */
const allowance = z.strictObject({ participantId: ParticipantId.exactOptional(), sources });

const roomSummary = z.object({
  room: RoomName,
  callId: CallId,
  startedAt: Timestamp,
  participants: z.number().int().nonnegative(),
});

/** Calls that go on, and what an app's server may do in them. */
export const roomOperations = {
  listRooms: {
    method: 'get',
    path: '/v1/rooms',
    summary: 'All rooms with a call in them.',
    access: 'apiKey',
    params: nothing,
    bodyType: 'none',
    body: nothing,
    status: 200,
    result: z.object({ rooms: z.array(roomSummary) }),
    errors: [],
  },
  getRoom: {
    method: 'get',
    path: '/v1/rooms/{room}',
    summary: 'One room.',
    access: 'apiKey',
    params: inRoom,
    bodyType: 'none',
    body: nothing,
    status: 200,
    result: roomSummary,
    errors: ['room_not_found'],
  },
  closeRoom: {
    method: 'delete',
    path: '/v1/rooms/{room}',
    summary: 'Ends the call for all.',
    access: 'apiKey',
    params: inRoom,
    bodyType: 'none',
    body: nothing,
    status: 204,
    result: nothing,
    errors: ['room_not_found'],
  },
  listParticipants: {
    method: 'get',
    path: '/v1/rooms/{room}/participants',
    summary: 'Who is in the call, hidden participants included.',
    access: 'apiKey',
    params: inRoom,
    bodyType: 'none',
    body: nothing,
    status: 200,
    result: z.object({ participants: z.array(ParticipantInfo) }),
    errors: ['room_not_found'],
  },
  removeParticipant: {
    method: 'delete',
    path: '/v1/rooms/{room}/participants/{participantId}',
    summary: 'Removes a participant from the call.',
    access: 'apiKey',
    params: ofParticipant,
    bodyType: 'none',
    body: nothing,
    status: 204,
    result: nothing,
    errors: ['room_not_found', 'participant_not_found'],
  },
  muteParticipant: {
    method: 'post',
    path: '/v1/rooms/{room}/participants/{participantId}/mute',
    summary: 'Asks a participant to mute, or pauses the tracks now.',
    access: 'apiKey',
    params: ofParticipant,
    bodyType: 'json',
    body: z.strictObject({ sources, mode: z.enum(['request', 'force']) }),
    status: 204,
    result: nothing,
    errors: ['room_not_found', 'participant_not_found'],
  },
  muteAll: {
    method: 'post',
    path: '/v1/rooms/{room}/mute',
    summary: 'Asks all whose sources run to mute, or pauses their tracks now.',
    access: 'apiKey',
    params: inRoom,
    bodyType: 'json',
    body: z.strictObject({ sources, mode: z.enum(['request', 'force']) }),
    status: 200,
    result: z.object({ participants: z.number().int().nonnegative() }),
    errors: ['room_not_found'],
  },
  forbid: {
    method: 'post',
    path: '/v1/rooms/{room}/forbid',
    summary:
      'Hard mute: these sources may not be sent until permitted again, by one participant or, without one, by all who are no admins.',
    access: 'apiKey',
    params: inRoom,
    bodyType: 'json',
    body: allowance,
    status: 204,
    result: nothing,
    errors: ['room_not_found', 'participant_not_found'],
  },
  permit: {
    method: 'post',
    path: '/v1/rooms/{room}/permit',
    summary:
      'Takes back what was forbidden to all, or makes an exception for one participant. Nothing is unmuted.',
    access: 'apiKey',
    params: inRoom,
    bodyType: 'json',
    body: allowance,
    status: 204,
    result: nothing,
    errors: ['room_not_found', 'participant_not_found'],
  },
  setSpotlight: {
    method: 'put',
    path: '/v1/rooms/{room}/spotlight',
    summary: 'Sets who is shown to everybody first, in this order; nobody ends it.',
    access: 'apiKey',
    params: inRoom,
    bodyType: 'json',
    body: z.strictObject({ participantIds: z.array(ParticipantId).max(LIMITS.maxSpotlight) }),
    status: 204,
    result: nothing,
    errors: ['room_not_found', 'participant_not_found'],
  },
} as const satisfies Record<string, Operation>;
