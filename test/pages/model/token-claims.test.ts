import { SignJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { readClaims } from '../../../client/pages/model/token-claims.ts';

const sign = (claims: Record<string, string>) =>
  new SignJWT(claims)
    .setProtectedHeader({ alg: 'HS256' })
    .setExpirationTime(1_700_000_000)
    .sign(new TextEncoder().encode('a secret of some length for tests'));

describe('reading a token without checking it', () => {
  it('gives room, name and expiry, whatever the script', async () => {
    expect(readClaims(await sign({ room: 'standup', name: 'Žofie 李' }))).toEqual({
      room: 'standup',
      name: 'Žofie 李',
      expiresAt: 1_700_000_000_000,
    });
  });

  it('takes a token for all rooms as one that names none', async () => {
    expect(readClaims(await sign({ room: '*' }))?.room).toBeUndefined();
  });

  it('gives nothing for what is not a token', () => {
    for (const text of ['', 'x', 'a.b.c', 'a..c', `a.${btoa('[1')}.c`, `a.${btoa('7')}.c`])
      expect(readClaims(text)).toBeUndefined();
  });
});
