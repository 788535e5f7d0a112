import { LIMITS, RoomName } from '@earshot/shared';
import type { Clock, IdSource } from '../clock.ts';
import type { GuestToken } from './invites.ts';
import { issueToken } from './issue.ts';
import type { KeyRing } from './keys.ts';

/** What signs tokens for checks. */
export interface PreflightTokenOptions {
  readonly keys: KeyRing;
  readonly clock: Clock;
  readonly ids: IdSource;
}

/** A token to try the connection with: for a room and an identity of its own, so that no call notices the check. */
export async function issuePreflightToken(options: PreflightTokenOptions): Promise<GuestToken> {
  const { keys, clock, ids } = options;
  const name = `preflight-${ids.uuid()}`;
  const role = 'consumer' as const;
  const grants = { publish: [], subscribe: false, data: false, admin: false, hidden: true };
  const expiresInSeconds = LIMITS.tokenMinSeconds;
  const request = { identity: name, room: name, role, grants, expiresInSeconds };
  const issued = await issueToken(keys, request, clock.now());
  return { ...issued, identity: name, room: RoomName.parse(name), role };
}
