import { EarshotError, LIMITS, type EndReason, type Rate } from '@earshot/shared';
import { createServer as createHttpServer, type RequestListener, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { chooseRtcAddresses, displayHost, findLanAddress } from './addresses.ts';
import { readCertificates } from './certificates.ts';
import { systemClock, systemIds, systemRandom, type Clock, type IdSource } from './clock.ts';
import type { Config } from './config.ts';
import { createHttpApp } from './http/app.ts';
import { closeServer, listen, toListenError } from './listen.ts';
import type { Logger } from './logger.ts';
import { createMedia, type Media } from './media/media.ts';
import { listenForMetrics, type MetricsListener } from './metrics/endpoint.ts';
import { followStages, followSurveys, makeOperatorKey, startCalls } from './app-calls.ts';
import type { Calls } from './calls/calls.ts';
import { createClientAddress } from './primitives/client-address.ts';
import { createOriginPolicy } from './primitives/origins.ts';
import type { Rooms } from './rooms/api.ts';
import { createRooms } from './rooms/registry.ts';
import { createGateway, type Gateway } from './signalling/gateway.ts';
import { createTelemetry, type Telemetry } from './telemetry/telemetry.ts';
import { createIngest } from './telemetry/ingest.ts';
import type { JudgedSink } from './telemetry/judged.ts';
import { Surveys } from './telemetry/surveys.ts';
import { createInvites } from './tokens/invites.ts';
import {
  createCredentialCheck,
  createKeyRing,
  type ApiKey,
  type AssertCredential,
  type KeyRing,
} from './tokens/keys.ts';
import { serverVersion } from './version.ts';

/** What a server is made from. */
export interface AppOptions {
  readonly config: Config;
  readonly logger: Logger;
  /** Folder of the built pages. */
  readonly pagesFolder: string;
  readonly clock?: Clock;
  readonly ids?: IdSource;
  readonly random?: () => number;
  /** New connections per client address. */
  readonly connectRate?: Rate;
  /** Who hears of each judged interval, besides the server itself. */
  readonly judgedSinks?: readonly JudgedSink[];
}

/** A server that listens. */
export interface App {
  /** What a person opens. */
  readonly url: string;
  readonly port: number;
  /** Port of the metrics listener, when there is one of its own. */
  readonly metricsPort: number | undefined;
  /** The key that signs: in development it may have been made at start. */
  readonly apiKey: ApiKey;
  /** The key of an operator that was made at start, in development without one of its own. */
  readonly madeOperatorKey: ApiKey | undefined;
  /** Not ready, no new calls, everybody told; resolves when the last call is over. */
  drain(): Promise<void>;
  /** Ends all calls and releases everything. Idempotent. */
  close(reason?: EndReason): Promise<void>;
}

/** Wires a server and starts it. Rejects with `config_invalid` where the configuration does not work on this machine. */
export async function startApp(options: AppOptions): Promise<App> {
  const { config, logger, clock = systemClock, ids = systemIds, random = systemRandom } = options;
  const apiKey = config.apiKeys[0] ?? ephemeralKey(config, ids);
  const keys = createKeyRing([apiKey, ...config.apiKeys.slice(1)]);
  const invites = createInvites({ keys, access: config.guestAccess, clock, ids });

  const madeOperatorKey = makeOperatorKey(config, ids);
  const telemetry = await createTelemetry({ config: config.telemetry, clock, logger });
  const calls = await startCalls({ config, clock, logger, telemetry });
  const surveys = new Surveys({ clock, ids, taken: followSurveys(telemetry.surveyTaken, calls) });
  const media = await startMedia({ config, logger, clock, telemetry });
  const rooms = createRooms({
    clock,
    ids,
    random,
    media,
    reports: createIngest({
      clock,
      observer: followStages(telemetry.reports, calls),
      evidence: media,
      sinks: [surveys, ...(calls === undefined ? [] : [calls.recorder]), ...(options.judgedSinks ?? [])],
      ...(calls === undefined ? {} : { issues: calls.recorder }),
    }),
    observer: telemetry.calls,
    ...(calls === undefined ? {} : { history: calls.recorder }),
    logger,
    config: roomsConfig(config),
  });
  telemetry.attach({ media, rooms, store: calls });

  const operatorKeys = [...config.operatorKeys, ...(madeOperatorKey === undefined ? [] : [madeOperatorKey])];
  const assertOperator = createCredentialCheck(operatorKeys);
  const web = await startWeb({
    ...options,
    ...{ clock, ids, keys, assertOperator, invites, telemetry, surveys, media, rooms, calls },
  });
  return { ...web, apiKey, madeOperatorKey };
}

/** In development anybody on this machine may have a token, so a key of the moment will do. */
function ephemeralKey(config: Config, ids: IdSource): ApiKey {
  if (config.mode === 'production') throw new EarshotError('config_invalid', 'An API key is needed.');
  return { id: 'development', secret: ids.secret() };
}

function startMedia(parts: {
  config: Config;
  logger: Logger;
  clock: Clock;
  telemetry: Telemetry;
}): Promise<Media> {
  const { logger, clock, telemetry } = parts;
  const { media } = parts.config;
  const [first, ...rest] = chooseRtcAddresses(media.addresses, findLanAddress()).map(({ ip, announced }) => ({
    ip,
    ...(announced === undefined ? {} : { announcedAddress: announced }),
  }));
  if (first === undefined) throw new TypeError('chooseRtcAddresses gives at least one address');
  return createMedia({
    ...(media.workers === 0 ? {} : { numWorkers: media.workers }),
    workerNice: media.nice.workers,
    addresses: [first, ...rest],
    basePort: media.port,
    enableUdp: media.udp,
    enableTcp: media.tcp,
    ice: {
      stunUrls: media.stunUrls,
      turnUrls: media.turn?.urls ?? [],
      turnTtlSeconds: media.turn?.ttlSeconds ?? LIMITS.tokenDefaultSeconds,
      ...(media.turn === undefined ? {} : { turnSecret: media.turn.secret }),
    },
    videoCodecs: media.videoCodecs,
    cameraMode: media.cameraMode,
    clock,
    logger,
    observer: telemetry.media,
    limits: {
      targetPps: media.workerPps.target,
      fullPps: media.workerPps.full,
      shedPps: media.workerPps.shed,
      maxReceiveBitrate: media.maxReceiveBitrate,
    },
  });
}

function roomsConfig({ rooms, guestAccess }: Config) {
  return {
    maxParticipants: rooms.maxParticipants,
    emptyRoomMs: rooms.emptyRoomMs,
    maxCallMs: rooms.maxCallMs,
    duplicateIdentity: rooms.duplicateIdentity,
    guestAccess: guestAccess === 'link',
    caps: {
      desktopVideos: rooms.desktopVideos,
      mobileVideos: rooms.mobileVideos,
      largeCallParticipants: LIMITS.largeCallParticipants,
      largeCallVideos: LIMITS.largeCallVideos,
      largeCallReleaseMs: LIMITS.largeCallReleaseMs,
      audioPacketBudget: rooms.audioPacketBudget,
    },
  };
}

interface WebParts extends AppOptions {
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly keys: KeyRing;
  readonly assertOperator: AssertCredential;
  readonly invites: ReturnType<typeof createInvites>;
  readonly telemetry: Telemetry;
  readonly surveys: Surveys;
  readonly media: Media;
  readonly rooms: Rooms;
  readonly calls: Calls | undefined;
}

function openMetrics(options: Parameters<typeof listenForMetrics>[0]): Promise<MetricsListener> {
  return listenForMetrics(options).catch((thrown: unknown) => {
    const cause = thrown instanceof Error ? thrown : new Error(String(thrown));
    throw toListenError(cause, { ...options, setting: 'EARSHOT_METRICS_PORT' });
  });
}

/** Signalling, HTTP and metrics on their ports. */
async function startWeb(parts: WebParts): Promise<Omit<App, 'apiKey' | 'madeOperatorKey'>> {
  const { config, logger, telemetry, media, rooms } = parts;
  const origins = createOriginPolicy({
    ...config.http,
    ownNames: config.mode === 'development' ? 'local' : 'any',
  });
  const clientAddress = createClientAddress(config.http.trustProxy);
  // Signalling attaches before the routes exist, because routes hand beacons to it.
  let routes: RequestListener = (_request, response) => {
    response.writeHead(503).end();
  };
  const server = await createServer(config, (request, response) => {
    routes(request, response);
  });
  const gateway = createGateway(server, {
    ...parts,
    origins,
    clientAddress,
    observer: telemetry.signalling,
    tracer: telemetry.joins,
    diagnostics: config.telemetry.diagnostics,
    ...(parts.calls === undefined ? {} : { history: parts.calls.recorder }),
    graces: {
      resumeGraceMs: config.rooms.resumeGraceMs,
      pageCloseGraceMs: Math.min(LIMITS.pageCloseGraceMs, config.rooms.resumeGraceMs),
    },
  });
  let draining = false;
  const { metrics } = config.telemetry;
  routes = createHttpApp({
    ...parts,
    calls: parts.calls?.reader,
    origins,
    clientAddress,
    development: config.mode === 'development',
    guestAccess: config.guestAccess,
    https: config.http.tls !== undefined || config.http.publicUrl?.startsWith('https:') === true,
    version: serverVersion,
    readiness: () => ({ draining, workersUp: media.numbers().workers.filter(({ up }) => up).length }),
    metrics:
      metrics.port === undefined ? { handler: telemetry.metricsHandler, token: metrics.token } : undefined,
    takeBeacon: (beacon) => {
      gateway.takeBeacon(beacon);
    },
    takeSurvey: (body) => gateway.takeSurvey(body),
  });
  const port = await listen(server, { ...config.http, setting: 'EARSHOT_PORT' });
  const metricsListener =
    metrics.port === undefined
      ? undefined
      : await openMetrics({ ...metrics, port: metrics.port, handler: telemetry.metricsHandler });
  const scheme = config.http.tls === undefined ? 'http' : 'https';
  const url = config.http.publicUrl ?? `${scheme}://${displayHost(config.http.host)}:${port}`;
  logger.info({ url, metricsPort: metricsListener?.port }, 'server started');
  const closeOnce = createClose({ ...parts, server, gateway, metricsListener });
  return {
    url,
    port,
    metricsPort: metricsListener?.port,
    drain() {
      draining = true;
      logger.info('server draining');
      return rooms.drain().whenEmpty;
    },
    close: closeOnce,
  };
}

/** Requests are small: whoever takes longer to send one holds a connection for nothing. */
const HEADERS_MS = 10_000;
const REQUEST_MS = 30_000;

async function createServer(config: Config, listener: RequestListener): Promise<Server> {
  const { tls } = config.http;
  const server =
    tls === undefined ? createHttpServer(listener) : createHttpsServer(await readCertificates(tls), listener);
  server.headersTimeout = HEADERS_MS;
  server.requestTimeout = REQUEST_MS;
  return server;
}

/** How long farewells may take to reach the clients, ms. */
const FAREWELL_MS = 200;

function createClose(parts: {
  server: Server;
  gateway: Gateway;
  metricsListener: MetricsListener | undefined;
  clock: Clock;
  rooms: Rooms;
  media: Media;
  telemetry: Telemetry;
  calls: Calls | undefined;
  logger: Logger;
}): App['close'] {
  const { server, gateway, metricsListener, rooms, media, telemetry, calls, logger } = parts;
  let closing: Promise<void> | undefined;
  async function close(reason: EndReason): Promise<void> {
    await rooms.close(reason);
    await gateway.close(FAREWELL_MS);
    await closeServer(server);
    await metricsListener?.close();
    await media.close();
    await calls?.close();
    await telemetry.shutdown();
    logger.info({ reason }, 'server closed');
  }
  return (reason = 'server_shutdown') => (closing ??= close(reason));
}
