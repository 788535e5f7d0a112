import { describe, expect, it } from 'vitest';
import type { EmbeddingApp, TokenOffer } from '../../../client/pages/session/embedding.ts';
import { createTokenSource, tokenOrigin, type TokenMeans } from '../../../client/pages/session/tokens.ts';

const NOW = 1_000_000_000_000;
const tokenUntil = (expiresAt: number) => `h.${btoa(JSON.stringify({ exp: expiresAt / 1000 }))}.s`;
const tabId = '0b7c1f0e-32ab-4d0c-9d53-5e1f6f4f2a10';
const request = { room: 'standup', name: 'Ada', role: 'attendee', reason: 'join', tabId } as const;

function app(offered: TokenOffer | undefined): EmbeddingApp & { readonly asked: string[] } {
  const asked: string[] = [];
  return {
    offered,
    asked,
    requestToken: (_room, reason) => {
      asked.push(reason);
      return Promise.resolve('from-app');
    },
    tellState: () => undefined,
    onOffer: () => () => undefined,
  };
}

function means(fields: Partial<TokenMeans> = {}): TokenMeans & { readonly posts: [string, unknown][] } {
  const posts: [string, unknown][] = [];
  return {
    posts,
    config: { development: false, guestAccess: true },
    token: undefined,
    invite: undefined,
    app: undefined,
    now: () => NOW,
    post: (path, body) => {
      posts.push([path, body]);
      return Promise.resolve(new Map([['token', 'posted']]));
    },
    ...fields,
  };
}

describe('where tokens come from', () => {
  it('prefers the link, then the app, an invite, and the development endpoint', () => {
    const offered = app({ token: 't', room: undefined, name: undefined });
    const all = means({
      token: 'x',
      invite: 'i',
      app: offered,
      config: { development: true, guestAccess: false },
    });
    expect(tokenOrigin(all)).toBe('link');
    expect(tokenOrigin({ ...all, token: undefined })).toBe('app');
    expect(tokenOrigin({ ...all, token: undefined, app: app(undefined) })).toBe('invite');
    expect(tokenOrigin({ ...all, token: undefined, app: undefined, invite: undefined })).toBe('development');
    expect(tokenOrigin(means())).toBe('nowhere');
    expect(tokenOrigin(means({ app: app(undefined) }))).toBe('app');
  });

  it('refuses with token_missing when there is no source', async () => {
    await expect(createTokenSource(means())(request)).rejects.toMatchObject({ code: 'token_missing' });
  });

  it('asks the development endpoint for the same identity each time', async () => {
    const given = means({ config: { development: true, guestAccess: false } });
    const getToken = createTokenSource(given);
    await getToken(request);
    await getToken({ ...request, reason: 'refresh' });
    expect(given.posts[0]).toEqual([
      '/v1/dev/token',
      { room: 'standup', name: 'Ada', role: 'attendee', identity: `tab-${tabId}` },
    ]);
    expect(given.posts[1]).toEqual(given.posts[0]);
  });

  it('asks without a name where there is none', async () => {
    const given = means({ config: { development: true, guestAccess: false } });
    await createTokenSource(given)({ ...request, name: '' });
    expect(given.posts[0]?.[1]).not.toHaveProperty('name');
  });

  it('exchanges an invite with the tab’s key, so that a reload is the same guest', async () => {
    const given = means({ invite: 'i' });
    expect(await createTokenSource(given)(request)).toBe('posted');
    expect(given.posts).toEqual([['/v1/invites/exchange', { invite: 'i', name: 'Ada', guestKey: tabId }]]);
  });

  it('asks for a token of its own to check the connection with', async () => {
    const check = { ...request, room: 'preflight-1', reason: 'preflight' } as const;
    const guest = means({ invite: 'i' });
    await createTokenSource(guest)(check);
    expect(guest.posts).toEqual([['/v1/invites/exchange', { invite: 'i', purpose: 'preflight' }]]);
    const developer = means({ config: { development: true, guestAccess: false } });
    await createTokenSource(developer)(check);
    expect(developer.posts).toEqual([['/v1/dev/token', { room: 'preflight-1', purpose: 'preflight' }]]);
    const offering = app({ token: tokenUntil(NOW + 600_000), room: undefined, name: undefined });
    expect(await createTokenSource(means({ app: offering }))(check)).toBe('from-app');
    expect(await createTokenSource(means({ app: app(undefined), token: 'link' }))(check)).toBe('from-app');
  });

  it('has none for a check where the link’s token is all there is', async () => {
    const check = { ...request, reason: 'preflight' } as const;
    await expect(createTokenSource(means({ token: 'link' }))(check)).rejects.toMatchObject({
      code: 'token_missing',
      message: expect.stringContaining('this link') as string,
    });
  });

  it('uses the app’s offer while it lasts, and asks for a new one after', async () => {
    const lasting = tokenUntil(NOW + 600_000);
    const fresh = app({ token: lasting, room: undefined, name: undefined });
    expect(await createTokenSource(means({ app: fresh }))(request)).toBe(lasting);
    const stale = app({ token: tokenUntil(NOW + 30_000), room: undefined, name: undefined });
    expect(await createTokenSource(means({ app: stale }))(request)).toBe('from-app');
    expect(await createTokenSource(means({ app: fresh }))({ ...request, reason: 'refresh' })).toBe(
      'from-app',
    );
    expect([...fresh.asked, ...stale.asked]).toEqual(['refresh', 'join']);
  });

  it('renews a link’s token at the app, where there is one', async () => {
    const given = means({ token: 'link', app: app(undefined) });
    const getToken = createTokenSource(given);
    expect(await getToken(request)).toBe('link');
    expect(await getToken({ ...request, reason: 'refresh' })).toBe('from-app');
  });
});
