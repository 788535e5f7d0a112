import { EarshotError } from '@earshot/shared';
import { describe, expect, it } from 'vitest';
import { findVisit } from '../../../client/preflight/visit.ts';

const OWN = 'preflight-own';
const tokenFor = (room: unknown) =>
  `h.${btoa(JSON.stringify({ room })).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/u, '')}.s`;
const visit = (token: string, own = OWN) => findVisit(() => Promise.resolve(token), own);

describe('the room that a preflight visits', () => {
  it.each([
    ['any room', '*', OWN],
    ['the room asked for', OWN, OWN],
    ['a room made for the check', 'preflight-made', 'preflight-made'],
  ])('is found for a token for %s', async (_what, claimed, room) => {
    const token = tokenFor(claimed);
    expect(await visit(token)).toEqual({ room, token });
  });

  it('is the one asked for when the token cannot be read: the server will say', async () => {
    for (const token of ['', 'nonsense', 'a.b.c', tokenFor(7)])
      expect(await visit(token)).toEqual({ room: OWN, token });
  });

  it('is none, with words, for a token of a real room: a check must not come into a call', async () => {
    expect(await visit(tokenFor('standup'))).toContain('standup');
    expect(await visit(tokenFor('standup'), 'standup')).toMatchObject({ room: 'standup' });
  });

  it('is none, with its words, where there is no token for a check', async () => {
    const none = () => Promise.reject(new EarshotError('token_missing', 'No token for checks.'));
    expect(await findVisit(none, OWN)).toBe('No token for checks.');
    const broken = () => Promise.reject(new EarshotError('server_unreachable'));
    await expect(findVisit(broken, OWN)).rejects.toMatchObject({ code: 'server_unreachable' });
  });
});
