import type { IncomingHttpHeaders } from 'node:http';
import { isIP } from 'node:net';

/** Whose pages may use this server. */
export interface OriginPolicy {
  /** Requests without an origin (apps, servers, tools) are allowed: only browsers send one, and they always do. */
  isAllowed(headers: IncomingHttpHeaders): boolean;
  /** Other origins that are allowed, for CORS and `frame-ancestors`; `*` for all. */
  readonly others: readonly string[];
}

/** Same origin, and those on the list. With a public URL that is the own origin; else whatever host was asked for. */
export function createOriginPolicy(options: {
  publicUrl: string | undefined;
  allowedOrigins: readonly string[];
  /**
   * Which names of hosts may be one's own without a public URL. `local`: addresses and names that public DNS cannot
   * give, because a server that needs no token must not answer a foreign name that was made to point at it.
   */
  ownNames: 'local' | 'any';
}): OriginPolicy {
  const { publicUrl, allowedOrigins, ownNames } = options;
  const listed = new Set(allowedOrigins);
  return {
    others: allowedOrigins,
    isAllowed({ origin, host }) {
      if (origin === undefined || listed.has('*') || listed.has(origin)) return true;
      if (publicUrl !== undefined) return origin === publicUrl;
      if (!URL.canParse(origin) || host === undefined) return false;
      const { host: asking, hostname } = new URL(origin);
      return asking === host && (ownNames === 'any' || isLocalName(hostname));
    },
  };
}

/** Addresses, single labels, and the names that stand for this machine or network only. */
function isLocalName(hostname: string): boolean {
  const bare = hostname.replace(/^\[|\]$/gu, '');
  return isIP(bare) !== 0 || !bare.includes('.') || /\.(?:localhost|local)$/u.test(bare);
}
