import { LIMITS, type Grants, type Role } from '@earshot/shared';
import { AUDIENCE } from './claims.ts';
import { signJwt } from './jwt.ts';
import type { KeyRing } from './keys.ts';

/** What a token shall say. */
export interface TokenRequest {
  readonly identity: string;
  readonly name?: string;
  /** Exact name or `*`. */
  readonly room: string;
  readonly role: Role;
  readonly grants?: Partial<Grants>;
  /** 60..86,400; default one hour. */
  readonly expiresInSeconds?: number;
}

/** A token and when it ends. */
export interface IssuedToken {
  readonly token: string;
  /** ms since the epoch. */
  readonly expiresAt: number;
}

/** Signs a token that is valid from `now` (ms). */
export async function issueToken(keys: KeyRing, request: TokenRequest, now: number): Promise<IssuedToken> {
  const iat = Math.floor(now / 1_000);
  const exp = iat + (request.expiresInSeconds ?? LIMITS.tokenDefaultSeconds);
  const token = await signJwt(keys, {
    sub: request.identity,
    ...(request.name === undefined ? {} : { name: request.name }),
    room: request.room,
    role: request.role,
    ...(request.grants === undefined ? {} : { grants: request.grants }),
    aud: AUDIENCE.join,
    iat,
    exp,
  });
  return { token, expiresAt: exp * 1_000 };
}
