import type { RoomName } from '@earshot/shared';
import { issueToken } from '@earshot/server/tokens/issue.ts';
import { createKeyRing } from '@earshot/server/tokens/keys.ts';
import { verifyToken } from '@earshot/server/tokens/verify.ts';
import { generateKeyPair, SignJWT, UnsecuredJWT } from 'jose';
import { describe, expect, it } from 'vitest';

const NOW = 1_700_000_000_000;
const SECRET = 'a-secret-of-more-than-thirty-two-characters';
const keys = createKeyRing([{ id: 'app', secret: SECRET }]);
const room = 'daily' as RoomName;
const at = { room, now: NOW };
const claims = { sub: 'ann', room: 'daily', role: 'attendee', iat: NOW / 1_000, exp: NOW / 1_000 + 600 };

function sign(payload: Record<string, unknown>, header: Record<string, unknown> = {}): Promise<string> {
  return new SignJWT(payload)
    .setProtectedHeader({ alg: 'HS256', kid: 'app', ...header })
    .sign(new TextEncoder().encode(SECRET));
}

const verify = (token: string) => verifyToken(keys, token, at);

describe('verifyToken', () => {
  it('takes an issued token and gives identity, name, role and grants', async () => {
    const { token } = await issueToken(
      keys,
      { identity: 'ann', name: 'Ann', room: 'daily', role: 'attendee', grants: { admin: true } },
      NOW,
    );
    expect(await verify(token)).toEqual({
      identity: 'ann',
      name: 'Ann',
      role: 'attendee',
      grants: { publish: ['microphone', 'camera'], subscribe: true, data: true, admin: true, hidden: false },
    });
  });

  it('takes a token that an app signed itself, for any room with *', async () => {
    expect((await verify(await sign({ ...claims, room: '*' }))).identity).toBe('ann');
  });

  it('lets a hidden participant publish nothing, whatever the token says', async () => {
    const token = await sign({ ...claims, grants: { hidden: true, publish: ['camera'] } });
    expect((await verify(token)).grants.publish).toEqual([]);
  });

  it.each([
    ['an empty token', async () => '', 'token_missing'],
    ['what is no JWT', async () => 'abc', 'token_invalid'],
    ['an overlong token', async () => 'a'.repeat(8_193), 'token_invalid'],
    ['an unknown key id', () => sign(claims, { kid: 'other' }), 'token_invalid'],
    ['another HMAC', () => sign(claims, { alg: 'HS512' }), 'token_algorithm'],
    ['a misspelt grant', () => sign({ ...claims, grants: { admn: true } }), 'token_invalid'],
    ['an unknown role', () => sign({ ...claims, role: 'king' }), 'token_invalid'],
    ['a missing end', () => sign({ ...claims, exp: undefined }), 'token_invalid'],
    ['a life of more than a day', () => sign({ ...claims, exp: claims.iat + 86_500 }), 'token_invalid'],
    ['the audience of invites', () => sign({ ...claims, aud: 'earshot-invite' }), 'token_invalid'],
    [
      'an end in the past',
      () => sign({ ...claims, iat: claims.iat - 900, exp: claims.iat - 6 }),
      'token_expired',
    ],
    ['a start in the future', () => sign({ ...claims, nbf: claims.iat + 60 }), 'token_not_yet_valid'],
    ['an issue time in the future', () => sign({ ...claims, iat: claims.iat + 60 }), 'token_not_yet_valid'],
    ['another room', () => sign({ ...claims, room: 'weekly' }), 'token_wrong_room'],
  ])('refuses %s with its own code', async (_what, make, code) => {
    await expect(verify(await make())).rejects.toMatchObject({ code });
  });

  it('refuses a token without a signature as the wrong algorithm', async () => {
    const token = new UnsecuredJWT(claims).encode();
    await expect(verify(token)).rejects.toMatchObject({ code: 'token_algorithm' });
  });

  it('refuses a token signed with a public key algorithm', async () => {
    const { privateKey } = await generateKeyPair('ES256');
    const token = await new SignJWT(claims).setProtectedHeader({ alg: 'ES256', kid: 'app' }).sign(privateKey);
    await expect(verify(token)).rejects.toMatchObject({ code: 'token_algorithm' });
  });

  it('refuses a token signed with another secret', async () => {
    const token = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'HS256', kid: 'app' })
      .sign(new TextEncoder().encode('another-secret-of-more-than-thirty-two'));
    await expect(verify(token)).rejects.toMatchObject({ code: 'token_invalid' });
  });
});

describe('createKeyRing', () => {
  it('takes the right secret and refuses a wrong one and an unknown id alike', () => {
    expect(() => {
      keys.assertCredential('app', SECRET);
    }).not.toThrow();
    for (const [id, secret] of [
      ['app', 'wrong'],
      ['app', ''],
      ['other', SECRET],
      ['', ''],
    ] as const)
      expect(() => {
        keys.assertCredential(id, secret);
      }).toThrow(expect.objectContaining({ code: 'api_key_invalid' }));
  });
});
