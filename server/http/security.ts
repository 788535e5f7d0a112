import { EarshotError } from '@earshot/shared';
import type { RequestHandler } from 'express';
import helmet from 'helmet';
import type { IncomingMessage } from 'node:http';
import type { OriginPolicy } from '../primitives/origins.ts';

/** Headers of every answer. The page needs no inline script or style and talks to its own server only. */
export function createSecurityHeaders(options: { origins: OriginPolicy; https: boolean }): RequestHandler {
  const { origins, https } = options;
  const headers = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        baseUri: ["'none'"],
        objectSrc: ["'none'"],
        formAction: ["'self'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'data:', 'blob:'],
        fontSrc: ["'self'", 'data:'],
        mediaSrc: ["'self'", 'blob:', 'mediastream:'],
        workerSrc: ["'self'", 'blob:'],
        // Not every browser takes 'self' for WebSockets, so the host is named.
        connectSrc: ["'self'", socketSource],
        frameAncestors: ["'self'", ...origins.others],
      },
    },
    // `frame-ancestors` says it better: this header cannot name other origins.
    xFrameOptions: false,
    strictTransportSecurity: https,
    referrerPolicy: { policy: 'no-referrer' },
  });
  return (request, response, next) => {
    response.set(
      'Permissions-Policy',
      'camera=(self), microphone=(self), display-capture=(self), geolocation=()',
    );
    headers(request, response, next);
  };
}

function socketSource(request: IncomingMessage): string {
  const { host } = request.headers;
  return host !== undefined && /^[A-Za-z0-9.:[\]-]{1,255}$/u.test(host)
    ? `ws://${host} wss://${host}`
    : "'self'";
}

/** Refuses pages of other origins that are not on the list, and lets those on it read the answers. */
export function createCors(origins: OriginPolicy): RequestHandler {
  return (request, response, next) => {
    const { origin } = request.headers;
    response.vary('Origin');
    if (!origins.isAllowed(request.headers)) {
      next(new EarshotError('origin_not_allowed'));
      return;
    }
    if (origin !== undefined) {
      response.set('Access-Control-Allow-Origin', origin);
      response.set('Cross-Origin-Resource-Policy', 'cross-origin');
    }
    if (request.method !== 'OPTIONS') {
      next();
      return;
    }
    response
      .set('Access-Control-Allow-Methods', 'GET, POST, DELETE')
      .set('Access-Control-Allow-Headers', 'Authorization, Content-Type')
      .set('Access-Control-Max-Age', '600')
      .sendStatus(204);
  };
}
