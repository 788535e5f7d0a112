import {
  EarshotError,
  resolveGrants,
  type Grants,
  type Identity,
  type Role,
  type RoomName,
} from '@earshot/shared';
import { JoinClaims } from './claims.ts';
import { verifyJwt, type FaultCodes } from './jwt.ts';
import type { KeyRing } from './keys.ts';

/** Who a token speaks for, and what it allows. */
export interface VerifiedToken {
  readonly identity: Identity;
  readonly name: string | undefined;
  readonly role: Role;
  readonly grants: Grants;
}

const CODES: FaultCodes = {
  algorithm: 'token_algorithm',
  expired: 'token_expired',
  not_yet_valid: 'token_not_yet_valid',
  invalid: 'token_invalid',
};

/**
 * Checks a token for a room at `now` (ms). Throws `token_missing`, `token_invalid`, `token_algorithm`, `token_expired`,
 * `token_not_yet_valid`, `token_wrong_room`.
 */
export async function verifyToken(
  keys: KeyRing,
  token: string,
  at: { room: RoomName; now: number },
): Promise<VerifiedToken> {
  if (token === '') throw new EarshotError('token_missing');
  const payload = await verifyJwt(keys, token, { now: at.now, codes: CODES });
  const parsed = JoinClaims.safeParse(payload);
  if (!parsed.success)
    throw new EarshotError('token_invalid', undefined, {
      details: {
        claims: [...new Set(parsed.error.issues.map((issue) => issue.path.join('.') || issue.message))],
      },
    });
  const claims = parsed.data;
  if (claims.room !== '*' && claims.room !== at.room) throw new EarshotError('token_wrong_room');
  return {
    identity: claims.sub,
    name: claims.name,
    role: claims.role,
    grants: resolveGrants(claims.role, claims.grants),
  };
}
