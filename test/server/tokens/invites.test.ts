import type { RoomName } from '@earshot/shared';
import { createInvites } from '@earshot/server/tokens/invites.ts';
import { createKeyRing } from '@earshot/server/tokens/keys.ts';
import { createRevocations } from '@earshot/server/tokens/revocations.ts';
import { verifyToken } from '@earshot/server/tokens/verify.ts';
import { describe, expect, it } from 'vitest';
import { createFakeClock, createFakeIds } from '../../support/fake-clock.ts';

const keys = createKeyRing([{ id: 'app', secret: 'a-secret-of-more-than-thirty-two-characters' }]);
const room = 'daily' as RoomName;

function setUp(access: 'off' | 'link' = 'link') {
  const clock = createFakeClock();
  return { clock, invites: createInvites({ keys, access, clock, ids: createFakeIds() }) };
}

describe('invites', () => {
  it('are exchanged for a token of their room and role', async () => {
    const { clock, invites } = setUp();
    const { invite } = await invites.create({ room, role: 'attendee' });
    const guest = await invites.exchange({ invite, name: 'Guest' });
    expect(guest).toMatchObject({ room, role: 'attendee' });
    const verified = await verifyToken(keys, guest.token, { room, now: clock.now() });
    expect(verified).toMatchObject({ name: 'Guest', role: 'attendee', identity: guest.identity });
  });

  it('give the same guest key the same identity, and others another one', async () => {
    const { invites } = setUp();
    const { invite } = await invites.create({ room, role: 'attendee' });
    const identityOf = async (guestKey?: string) =>
      (await invites.exchange({ invite, ...(guestKey === undefined ? {} : { guestKey }) })).identity;
    const first = await identityOf('a'.repeat(32));
    expect(await identityOf('a'.repeat(32))).toBe(first);
    expect(await identityOf('b'.repeat(32))).not.toBe(first);
    expect(await identityOf()).not.toBe(await identityOf());
  });

  it('are refused once revoked, for their room only', async () => {
    const { invites } = setUp();
    const { invite, inviteId } = await invites.create({ room, role: 'attendee' });
    invites.revoke('weekly' as RoomName, inviteId);
    await expect(invites.exchange({ invite })).resolves.toMatchObject({ room });
    invites.revoke(room, inviteId);
    await expect(invites.exchange({ invite })).rejects.toMatchObject({ code: 'invite_revoked' });
  });

  it('are refused once expired', async () => {
    const { clock, invites } = setUp();
    const { invite } = await invites.create({ room, role: 'attendee', expiresInSeconds: 60 });
    clock.advance(66_000);
    await expect(invites.exchange({ invite })).rejects.toMatchObject({ code: 'invite_expired' });
  });

  it('are never taken for tokens, nor tokens for invites', async () => {
    const { clock, invites } = setUp();
    const { invite } = await invites.create({ room, role: 'presenter' });
    await expect(verifyToken(keys, invite, { room, now: clock.now() })).rejects.toMatchObject({
      code: 'token_invalid',
    });
    const { token } = await invites.exchange({ invite });
    await expect(invites.exchange({ invite: token })).rejects.toMatchObject({ code: 'invite_invalid' });
  });

  it('are neither made nor taken where guests are not let in', async () => {
    const { invite } = await setUp().invites.create({ room, role: 'attendee' });
    const { invites } = setUp('off');
    await expect(invites.create({ room, role: 'attendee' })).rejects.toMatchObject({
      code: 'guest_access_off',
    });
    await expect(invites.exchange({ invite })).rejects.toMatchObject({ code: 'guest_access_off' });
  });
});

describe('createRevocations', () => {
  it('lets one room revoke a bounded number of living invites and forgets expired ones', () => {
    let now = 0;
    const revocations = createRevocations(() => now);
    for (let count = 0; count < 500; count += 1) revocations.revoke(room, `invite-${count}`, 1_000);
    const revokeOneMore = () => {
      revocations.revoke(room, 'one-more', 2_000);
    };
    expect(revokeOneMore).toThrow(expect.objectContaining({ code: 'rate_limited' }));
    expect(revocations.isRevoked(room, 'invite-0')).toBe(true);
    now = 1_000;
    expect(revokeOneMore).not.toThrow();
    expect(revocations.isRevoked(room, 'invite-0')).toBe(false);
    expect(revocations.isRevoked(room, 'one-more')).toBe(true);
  });
});
