import { EarshotError } from '@earshot/client';
import { readClaims } from '../model/token-claims.ts';
import type { ClientConfig } from './client-config.ts';
import type { EmbeddingApp } from './embedding.ts';

/** What a token is asked for. */
export interface TokenRequest {
  readonly room: string;
  readonly name: string;
  readonly role: string;
  readonly reason: 'join' | 'refresh' | 'preflight';
  /** The tab's own secret: who has it is the same person, after a reload or with a new token. */
  readonly tabId: string;
}

/** Where tokens come from. */
export type TokenOrigin = 'link' | 'app' | 'invite' | 'development' | 'nowhere';

/** What the page has to get tokens with. */
export interface TokenMeans {
  readonly config: ClientConfig;
  readonly token: string | undefined;
  readonly invite: string | undefined;
  readonly app: EmbeddingApp | undefined;
  readonly post: (path: string, body: unknown) => Promise<ReadonlyMap<string, unknown>>;
  readonly now: () => number;
}

/** The best source there is: a token in the link, the embedding app, an invite, the development endpoint. Pure. */
export function tokenOrigin(means: Pick<TokenMeans, 'config' | 'token' | 'invite' | 'app'>): TokenOrigin {
  if (means.token !== undefined) return 'link';
  if (means.app?.offered !== undefined) return 'app';
  if (means.invite !== undefined) return 'invite';
  if (means.config.development) return 'development';
  return means.app === undefined ? 'nowhere' : 'app';
}

/** A minute: a token with less left is not used to join. */
const SPARE_MS = 60_000;

/** Gets tokens from where they come from. Throws the server's code, or `token_missing` when there is no source. */
export function createTokenSource(means: TokenMeans): (request: TokenRequest) => Promise<string> {
  const fresh = (token: string) => {
    const expiresAt = readClaims(token)?.expiresAt;
    return expiresAt === undefined || expiresAt - means.now() > SPARE_MS;
  };
  return async (request) => {
    const origin = tokenOrigin(means);
    switch (origin) {
      case 'link':
        return fromLink(means, request);
      case 'app':
        return fromApp(means, request, fresh);
      case 'invite':
        return readToken(
          await means.post('/v1/invites/exchange', { invite: means.invite, ...guestOf(request) }),
        );
      case 'development':
        return readToken(await means.post('/v1/dev/token', { room: request.room, ...developerOf(request) }));
      case 'nowhere':
        throw new EarshotError('token_missing');
    }
  };
}

const FOR_A_CHECK = { purpose: 'preflight' } as const;

function guestOf({ reason, tabId, name }: TokenRequest): Readonly<Record<string, string>> {
  return reason === 'preflight' ? FOR_A_CHECK : { guestKey: tabId, ...named(name) };
}

function developerOf({ reason, tabId, name, role }: TokenRequest): Readonly<Record<string, string>> {
  return reason === 'preflight' ? FOR_A_CHECK : { role, identity: `tab-${tabId}`, ...named(name) };
}

/** The link's own token to join; to go on after it, or to check the connection, the app's, if there is one. */
function fromLink(means: TokenMeans, request: TokenRequest): Promise<string> {
  if (request.reason !== 'join' && means.app !== undefined) {
    return means.app.requestToken(request.room, request.reason);
  }
  if (request.reason === 'preflight') {
    return Promise.reject(
      new EarshotError('token_missing', 'Not checked: with this link it would already join the call.'),
    );
  }
  return means.token === undefined
    ? Promise.reject(new EarshotError('token_missing'))
    : Promise.resolve(means.token);
}

function fromApp(
  means: TokenMeans,
  request: TokenRequest,
  fresh: (token: string) => boolean,
): Promise<string> {
  const offered = means.app?.offered?.token;
  if (request.reason === 'join' && offered !== undefined && fresh(offered)) return Promise.resolve(offered);
  if (means.app === undefined) return Promise.reject(new EarshotError('token_missing'));
  return means.app.requestToken(request.room, request.reason);
}

/** Nobody has typed a name yet when the connection is checked first. */
function named(name: string): { readonly name?: string } {
  return name === '' ? {} : { name };
}

function readToken(answer: ReadonlyMap<string, unknown>): string {
  const token = answer.get('token');
  if (typeof token !== 'string') throw new EarshotError('internal', 'The server’s answer holds no token.');
  return token;
}
