import type { IncomingHttpHeaders } from 'node:http';

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
}): OriginPolicy {
  const { publicUrl, allowedOrigins } = options;
  const listed = new Set(allowedOrigins);
  return {
    others: allowedOrigins,
    isAllowed({ origin, host }) {
      if (origin === undefined || listed.has('*') || listed.has(origin)) return true;
      if (publicUrl !== undefined) return origin === publicUrl;
      return URL.canParse(origin) && host !== undefined && new URL(origin).host === host;
    },
  };
}
