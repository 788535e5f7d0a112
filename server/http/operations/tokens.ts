import { DisplayName, Identity, LIMITS, Role, RoomName, Secret, Timestamp } from '@earshot/shared';
import { z } from 'zod';
import { GrantOverrides } from '../../tokens/claims.ts';
import { nothing, type Operation } from './operation.ts';

const inRoom = z.strictObject({ room: RoomName });
const expiresInSeconds = z
  .number()
  .int()
  .min(LIMITS.tokenMinSeconds)
  .max(LIMITS.tokenMaxSeconds)
  .exactOptional();

/** `preflight`: a token to try the connection with, hidden, in a room and with an identity made for it. */
const purpose = z.literal('preflight').exactOptional();

const tokenResult = z.object({ token: z.string(), expiresAt: Timestamp });
const personalToken = tokenResult.extend({ identity: z.string(), room: RoomName, role: Role });

/** Tokens and invites. */
export const tokenOperations = {
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
