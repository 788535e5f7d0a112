import { EarshotError, type Beacon, type SurveyBody, type SurveyReceipt } from '@earshot/shared';
import express, { type Express } from 'express';
import type { Clock, IdSource } from '../clock.ts';
import type { Logger } from '../logger.ts';
import type { ClientAddress } from '../primitives/client-address.ts';
import type { OriginPolicy } from '../primitives/origins.ts';
import type { Rooms } from '../rooms/api.ts';
import type { Invites } from '../tokens/invites.ts';
import type { AssertCredential, KeyRing } from '../tokens/keys.ts';
import { createPageHandlers } from './handlers/page.ts';
import { createRoomHandlers } from './handlers/rooms.ts';
import { createTokenHandlers } from './handlers/tokens.ts';
import type { CallReader } from '../calls/calls.ts';
import { createCallHandlers } from './handlers/calls.ts';
import type { MetricsHandler } from '../telemetry/api.ts';
import { createHealth, createMetricsRoute, type Readiness } from './health.ts';
import { createOpenApi } from './openapi.ts';
import { createPages } from './pages.ts';
import { createProblemHandler } from './problem.ts';
import { createRoutes } from './routes.ts';
import { createCors, createSecurityHeaders } from './security.ts';

/** What the web server needs. */
export interface HttpOptions {
  readonly rooms: Rooms;
  readonly keys: KeyRing;
  readonly assertOperator: AssertCredential;
  /** `undefined`: nothing is kept of calls. */
  readonly calls: CallReader | undefined;
  readonly invites: Invites;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly logger: Logger;
  readonly origins: OriginPolicy;
  readonly clientAddress: ClientAddress;
  readonly development: boolean;
  readonly guestAccess: 'off' | 'link';
  /** The server or its proxy speaks https. */
  readonly https: boolean;
  readonly version: string;
  readonly pagesFolder: string;
  readonly readiness: () => Readiness;
  /** `undefined`: not on the web port. */
  readonly metrics: { readonly handler: MetricsHandler; readonly token: string | undefined } | undefined;
  readonly takeBeacon: (beacon: Beacon) => void;
  readonly takeSurvey: (body: SurveyBody) => SurveyReceipt;
}

/** The web side of the server: API, health, metrics, pages. */
export function createHttpApp(options: HttpOptions): Express {
  const app = express();
  app.disable('x-powered-by');
  app.use(createSecurityHeaders(options));
  app.use(createHealth(options.readiness));
  if (options.metrics !== undefined) app.get('/metrics', createMetricsRoute(options.metrics));
  app.use('/v1', createCors(options.origins));
  app.get('/openapi.json', createOpenApiRoute(options));
  app.use(
    createRoutes({
      ...options,
      handlers: {
        ...createRoomHandlers(options.rooms),
        ...createTokenHandlers(options),
        ...createPageHandlers(options),
        ...createCallHandlers(options),
      },
    }),
  );
  app.use(createPages(options.pagesFolder));
  app.use(() => {
    throw new EarshotError('not_found');
  });
  app.use(createProblemHandler(options.logger));
  return app;
}

function createOpenApiRoute(
  options: Pick<HttpOptions, 'version' | 'development' | 'metrics'>,
): express.RequestHandler {
  const { version, development } = options;
  const access = options.metrics?.token === undefined ? 'open' : 'token';
  const metrics = options.metrics === undefined ? 'elsewhere' : access;
  const document = JSON.stringify(createOpenApi({ version, development, metrics }));
  return (_request, response) => {
    response.type('application/json').send(document);
  };
}
