import { createHash } from 'node:crypto';
import { EarshotError, LIMITS, type Role, type RoomName } from '@earshot/shared';
import type { Clock, IdSource } from '../clock.ts';
import { AUDIENCE, InviteClaims } from './claims.ts';
import { issueToken } from './issue.ts';
import { signJwt, verifyJwt, type FaultCodes } from './jwt.ts';
import type { KeyRing } from './keys.ts';
import { issuePreflightToken } from './preflight.ts';
import { createRevocations } from './revocations.ts';

/** A link's secret part, and what it opens. */
export interface Invite {
  readonly inviteId: string;
  readonly invite: string;
  /** ms since the epoch. */
  readonly expiresAt: number;
}

/** What somebody gets for an invite. */
export interface GuestToken {
  readonly token: string;
  readonly identity: string;
  readonly room: RoomName;
  readonly role: Role;
  /** ms since the epoch. */
  readonly expiresAt: number;
}

/** Signed invite links: made for a room and a role, exchanged for a token, revocable. */
export interface Invites {
  /** Throws `guest_access_off`. */
  create(request: { room: RoomName; role: Role; expiresInSeconds?: number }): Promise<Invite>;
  /** From now on the invite is refused. Ids of no invite are accepted: they cannot be told apart. */
  revoke(room: RoomName, inviteId: string): void;
  /**
   * Throws `guest_access_off`, `invite_invalid`, `invite_expired`, `invite_revoked`. The same `guestKey` (a secret of
   * the page's own) gives the same identity, so that a reload or a refresh is the same person. For a `preflight` the
   * token is for a room of its own instead.
   */
  exchange(request: {
    invite: string;
    name?: string;
    guestKey?: string;
    purpose?: 'preflight';
  }): Promise<GuestToken>;
}

const CODES: FaultCodes = {
  algorithm: 'invite_invalid',
  expired: 'invite_expired',
  not_yet_valid: 'invite_invalid',
  invalid: 'invite_invalid',
};

/** Makes the invites of a server. */
export function createInvites(options: {
  keys: KeyRing;
  access: 'off' | 'link';
  clock: Clock;
  ids: IdSource;
}): Invites {
  const { keys, access, clock, ids } = options;
  const revocations = createRevocations(() => clock.now());

  function assertOpen(): void {
    if (access === 'off') throw new EarshotError('guest_access_off');
  }

  async function verify(invite: string): Promise<InviteClaims> {
    const payload = await verifyJwt(keys, invite, { now: clock.now(), codes: CODES });
    const parsed = InviteClaims.safeParse(payload);
    if (!parsed.success) throw new EarshotError('invite_invalid');
    if (revocations.isRevoked(parsed.data.room, parsed.data.jti)) throw new EarshotError('invite_revoked');
    return parsed.data;
  }

  return {
    async create({ room, role, expiresInSeconds }) {
      assertOpen();
      const iat = Math.floor(clock.now() / 1_000);
      const exp = iat + (expiresInSeconds ?? LIMITS.inviteDefaultSeconds);
      const inviteId = ids.uuid();
      const invite = await signJwt(keys, { jti: inviteId, room, role, iat, exp, aud: AUDIENCE.invite });
      return { inviteId, invite, expiresAt: exp * 1_000 };
    },
    revoke(room, inviteId) {
      revocations.revoke(room, inviteId, clock.now() + LIMITS.inviteMaxSeconds * 1_000);
    },
    async exchange({ invite, name, guestKey, purpose }) {
      assertOpen();
      const { room, role } = await verify(invite);
      if (purpose === 'preflight') return issuePreflightToken({ keys, clock, ids });
      const identity = `guest-${guestKey === undefined ? ids.uuid() : fingerprint(guestKey)}`;
      const request = { identity, room, role, ...(name === undefined ? {} : { name }) };
      const { token, expiresAt } = await issueToken(keys, request, clock.now());
      return { token, identity, room, role, expiresAt };
    },
  };
}

/** An identity that only the holder of the key can have again. */
function fingerprint(guestKey: string): string {
  return createHash('sha256').update(guestKey).digest('base64url').slice(0, 22);
}
