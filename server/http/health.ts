import { EarshotError } from '@earshot/shared';
import { Router, type RequestHandler } from 'express';
import { isScrapeAllowed } from '../metrics/endpoint.ts';
import type { MetricsHandler } from '../telemetry/api.ts';

/** Whether the server can take calls. */
export interface Readiness {
  readonly draining: boolean;
  readonly workersUp: number;
}

/** `/healthz`: the process answers. `/readyz`: it can take calls. */
export function createHealth(readiness: () => Readiness): Router {
  const router = Router();
  router.get('/healthz', (_request, response) => {
    response.set('Cache-Control', 'no-store').json({ alive: true });
  });
  router.get('/readyz', (_request, response) => {
    const { draining, workersUp } = readiness();
    const ready = !draining && workersUp > 0;
    response
      .set('Cache-Control', 'no-store')
      .status(ready ? 200 : 503)
      .json({ ready, draining, workersUp });
  });
  return router;
}

/** `/metrics`, with a bearer token where one is set. */
export function createMetricsRoute(options: {
  handler: MetricsHandler;
  token: string | undefined;
}): RequestHandler {
  const { handler, token } = options;
  return async (request, response) => {
    if (!isScrapeAllowed(request.headers.authorization, token))
      throw new EarshotError('api_key_invalid', 'The metrics need their bearer token.');
    const { contentType, body } = await handler(request.headers.accept);
    response.set('Cache-Control', 'no-store').set('Content-Type', contentType).end(body);
  };
}
