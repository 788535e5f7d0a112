import { EarshotError, LIMITS, type RoomName } from '@earshot/shared';

/** Revoked invites one room may have at a time, so that no single room fills the server's list. */
const MAX_PER_ROOM = 500;

/** Invites that are no longer honoured. Bounded: what has expired anyway goes first. */
export interface Revocations {
  /** Throws `rate_limited` when the room has revoked too many that are still alive. */
  revoke(room: RoomName, inviteId: string, expiresAt: number): void;
  isRevoked(room: RoomName, inviteId: string): boolean;
}

/** Makes an empty list; `now` gives ms since the epoch. */
export function createRevocations(now: () => number): Revocations {
  const expiryByKey = new Map<string, { room: RoomName; expiresAt: number }>();

  function sweep(): void {
    for (const [key, { expiresAt }] of expiryByKey) if (expiresAt <= now()) expiryByKey.delete(key);
  }

  function dropEarliest(): void {
    const earliest = [...expiryByKey].reduce<[string, number] | undefined>(
      (found, [key, { expiresAt }]) =>
        found === undefined || expiresAt < found[1] ? [key, expiresAt] : found,
      undefined,
    );
    if (earliest !== undefined) expiryByKey.delete(earliest[0]);
  }

  return {
    revoke(room, inviteId, expiresAt) {
      const key = keyOf(room, inviteId);
      if (!expiryByKey.has(key)) sweep();
      const inRoom = [...expiryByKey.values()].filter((entry) => entry.room === room).length;
      if (!expiryByKey.has(key) && inRoom >= MAX_PER_ROOM) throw new EarshotError('rate_limited');
      if (expiryByKey.size >= LIMITS.maxRevokedInvites) dropEarliest();
      expiryByKey.set(key, { room, expiresAt });
    },
    isRevoked: (room, inviteId) => expiryByKey.has(keyOf(room, inviteId)),
  };
}

/** The room is part of the key: who may revoke in one room cannot revoke another's. */
function keyOf(room: RoomName, inviteId: string): string {
  return `${room}/${inviteId}`;
}
