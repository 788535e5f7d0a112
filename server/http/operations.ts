import {
  Beacon,
  CallId,
  DisplayName,
  Identity,
  LIMITS,
  ParticipantId,
  ParticipantInfo,
  Role,
  RoomName,
  Secret,
  Source,
  Timestamp,
  type ErrorCode,
  type HTTP_RATES,
  SurveyBody,
  SurveyReceipt,
} from '@earshot/shared';
import { z } from 'zod';
import { GrantOverrides } from '../tokens/claims.ts';

/** One operation of the HTTP API. The routes and the OpenAPI description are both made from this table. */
export interface Operation {
  readonly method: 'get' | 'post' | 'put' | 'delete';
  /** With `{name}` for each parameter. */
  readonly path: string;
  readonly summary: string;
  readonly access: 'apiKey' | 'open' | 'development';
  /** Requests per client address, for those without an API key. */
  readonly rate?: keyof typeof HTTP_RATES;
  readonly params: z.ZodType;
  readonly body: z.ZodType;
  readonly bodyType: 'none' | 'json' | 'text';
  readonly status: 200 | 201 | 204;
  readonly result: z.ZodType;
  /** Codes beside those that any operation may answer with. */
  readonly errors: readonly ErrorCode[];
}

const nothing = z.strictObject({});
const inRoom = z.strictObject({ room: RoomName });
const ofParticipant = z.strictObject({ room: RoomName, participantId: ParticipantId });
const sources = z.array(Source).min(1).max(4);
/** Whose sources may be sent or not. */
const allowance = z.strictObject({ participantId: ParticipantId.exactOptional(), sources });
const expiresInSeconds = z
  .number()
  .int()
  .min(LIMITS.tokenMinSeconds)
  .max(LIMITS.tokenMaxSeconds)
  .exactOptional();

/** `preflight`: a token to try the connection with, hidden, in a room and with an identity made for it. */
const purpose = z.literal('preflight').exactOptional();

const roomSummary = z.object({
  room: RoomName,
  callId: CallId,
  startedAt: Timestamp,
  participants: z.number().int().nonnegative(),
});
const tokenResult = z.object({ token: z.string(), expiresAt: Timestamp });
const personalToken = tokenResult.extend({ identity: z.string(), room: RoomName, role: Role });

/** Name -> operation. */
export const OPERATIONS = {
  createToken: {
    method: 'post',
    path: '/v1/tokens',
    summary: 'Makes a token that lets one person join.',
    access: 'apiKey',
    params: nothing,
    bodyType: 'json',
    body: z.strictObject({
      identity: Identity,
      name: DisplayName.exactOptional(),
      room: z.union([z.literal('*'), RoomName]),
      role: Role,
      grants: GrantOverrides.exactOptional(),
      expiresInSeconds,
    }),
    status: 201,
    result: tokenResult,
    errors: [],
  },
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
  createInvite: {
    method: 'post',
    path: '/v1/rooms/{room}/invites',
    summary: 'Makes the secret part of an invite link.',
    access: 'apiKey',
    params: inRoom,
    bodyType: 'json',
    body: z.strictObject({
      role: Role,
      expiresInSeconds: z.number().int().min(60).max(LIMITS.inviteMaxSeconds).exactOptional(),
    }),
    status: 201,
    result: z.object({ inviteId: z.uuid(), invite: z.string(), expiresAt: Timestamp }),
    errors: ['guest_access_off'],
  },
  revokeInvite: {
    method: 'delete',
    path: '/v1/rooms/{room}/invites/{inviteId}',
    summary: 'From now on the invite is refused.',
    access: 'apiKey',
    params: z.strictObject({ room: RoomName, inviteId: z.uuid() }),
    bodyType: 'none',
    body: nothing,
    status: 204,
    result: nothing,
    errors: ['rate_limited'],
  },
  exchangeInvite: {
    method: 'post',
    path: '/v1/invites/exchange',
    summary:
      'Gives a guest a token for an invite. The same guest key gives the same identity again; for the purpose `preflight` it is a token to try the connection with, in a room of its own.',
    access: 'open',
    rate: 'invite',
    params: nothing,
    bodyType: 'json',
    body: z.strictObject({
      invite: z.string().min(1).max(LIMITS.maxTokenCharacters),
      name: DisplayName.exactOptional(),
      guestKey: Secret.exactOptional(),
      purpose,
    }),
    status: 201,
    result: personalToken,
    errors: ['guest_access_off', 'invite_invalid', 'invite_expired', 'invite_revoked', 'rate_limited'],
  },
  beacon: {
    method: 'post',
    path: '/v1/beacon',
    summary: 'The last report of a page that goes away, and that it does. JSON, sent as text/plain.',
    access: 'open',
    rate: 'beacon',
    params: nothing,
    bodyType: 'text',
    body: Beacon,
    status: 204,
    result: nothing,
    errors: ['beacon_key_invalid', 'rate_limited'],
  },
  survey: {
    method: 'post',
    path: '/v1/survey',
    summary: 'What a person says of a call, up to ten minutes after its end. JSON, sent as text/plain.',
    access: 'open',
    rate: 'beacon',
    params: nothing,
    bodyType: 'text',
    body: SurveyBody,
    status: 200,
    result: SurveyReceipt,
    errors: ['beacon_key_invalid', 'rate_limited'],
  },
  clientConfig: {
    method: 'get',
    path: '/v1/client-config',
    summary: 'What the page must know before it joins.',
    access: 'open',
    params: nothing,
    bodyType: 'none',
    body: nothing,
    status: 200,
    result: z.object({
      development: z.boolean(),
      guestAccess: z.enum(['off', 'link']),
      version: z.string(),
    }),
    errors: [],
  },
  developmentToken: {
    method: 'post',
    path: '/v1/dev/token',
    summary: 'A token for whoever asks. Exists in development only.',
    access: 'development',
    rate: 'devToken',
    params: nothing,
    bodyType: 'json',
    body: z.strictObject({
      room: RoomName,
      identity: Identity.exactOptional(),
      name: DisplayName.exactOptional(),
      role: Role.exactOptional(),
      expiresInSeconds,
      purpose,
    }),
    status: 201,
    result: personalToken,
    errors: ['rate_limited'],
  },
} as const satisfies Record<string, Operation>;

/** Name of an operation. */
export type OperationName = keyof typeof OPERATIONS;
type Row<N extends OperationName> = (typeof OPERATIONS)[N];
/** What an operation's handler gets. */
export interface OperationInput<N extends OperationName> {
  readonly params: z.output<Row<N>['params']>;
  readonly body: z.output<Row<N>['body']>;
}
/** What it answers. */
export type OperationResult<N extends OperationName> = z.input<Row<N>['result']>;

/** A handler for each operation of a family: a forgotten one does not compile. */
export type OperationHandlers<N extends OperationName> = {
  readonly [K in N]: (input: OperationInput<K>) => OperationResult<K> | Promise<OperationResult<K>>;
};
