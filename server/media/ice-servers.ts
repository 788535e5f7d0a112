import { createHmac } from 'node:crypto';
import type { IceServer } from '@earshot/shared';

/** STUN and TURN servers that clients are told. */
export interface IceServerOptions {
  readonly stunUrls: readonly string[];
  readonly turnUrls: readonly string[];
  /** Shared with the TURN server (`static-auth-secret` of coturn); without it no TURN server is handed out. */
  readonly turnSecret?: string;
  readonly turnTtlSeconds: number;
}

/** Schema's limit of URLs in one entry. */
const MAX_URLS = 8;

/**
 * ICE servers for one client at `now` (ms). TURN credentials are those of draft-uberti-behave-turn-rest-00: the user
 * name is the time of expiry (s) and the client's id, the password its HMAC-SHA1 by the shared secret, so that the
 * TURN server checks them without asking anybody and a leaked one soon ends.
 */
export function createIceServers(options: IceServerOptions, id: string, now: number): IceServer[] {
  const servers: IceServer[] = [];
  if (options.stunUrls.length > 0) servers.push({ urls: options.stunUrls.slice(0, MAX_URLS) });
  if (options.turnUrls.length > 0 && options.turnSecret !== undefined) {
    const username = `${Math.floor(now / 1_000) + options.turnTtlSeconds}:${id}`;
    const credential = createHmac('sha1', options.turnSecret).update(username).digest('base64');
    servers.push({ urls: options.turnUrls.slice(0, MAX_URLS), username, credential });
  }
  return servers;
}
