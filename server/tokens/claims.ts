import { DisplayName, Grants, Identity, LIMITS, Role, RoomName } from '@earshot/shared';
import { z } from 'zod';

/** `aud` of what the server signs: one kind of token is never taken for another. */
export const AUDIENCE = { join: 'earshot', invite: 'earshot-invite' } as const;

/** Clocks of two machines may differ by this much, s. */
export const CLOCK_TOLERANCE_SECONDS = 5;

const seconds = z.number().int().nonnegative().max(8.64e12);

/** Single grants that differ from the role's. */
export const GrantOverrides = z.strictObject({
  publish: Grants.shape.publish.exactOptional(),
  subscribe: Grants.shape.subscribe.exactOptional(),
  data: Grants.shape.data.exactOptional(),
  admin: Grants.shape.admin.exactOptional(),
  hidden: Grants.shape.hidden.exactOptional(),
});

/**
 * Claims of a token that lets somebody join. Apps may sign their own with an API key's secret; other claims than these
 * are refused, so that a misspelt grant is found at once.
 */
export const JoinClaims = z
  .strictObject({
    sub: Identity,
    name: DisplayName.exactOptional(),
    /** Exact name, or `*` for any room. */
    room: z.union([z.literal('*'), RoomName]),
    role: Role,
    grants: GrantOverrides.exactOptional(),
    iat: seconds,
    nbf: seconds.exactOptional(),
    exp: seconds,
    aud: z.literal(AUDIENCE.join).exactOptional(),
    iss: z.string().max(256).exactOptional(),
    jti: z.string().max(256).exactOptional(),
  })
  .refine((claims) => claims.exp - claims.iat <= LIMITS.tokenMaxSeconds + CLOCK_TOLERANCE_SECONDS, {
    message: `a token lives ${LIMITS.tokenMaxSeconds} seconds at most`,
  });

/** Claims of an invite link. */
export const InviteClaims = z.strictObject({
  jti: z.uuid(),
  room: RoomName,
  role: Role,
  iat: seconds,
  exp: seconds,
  aud: z.literal(AUDIENCE.invite),
});
/** @see InviteClaims */
export type InviteClaims = z.infer<typeof InviteClaims>;
