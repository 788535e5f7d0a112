import {
  EarshotError,
  Handshake,
  HTTP_RATES,
  LIMITS,
  negotiateVersion,
  SUPPORTED_VERSIONS,
  type Beacon,
  type Rate,
  type SurveyBody,
  type SurveyReceipt,
} from '@earshot/shared';
import type { Server as HttpServer } from 'node:http';
import { Server, type Socket } from 'socket.io';
import type { Clock } from '../clock.ts';
import type { ClientAddress } from '../primitives/client-address.ts';
import { createKeyedBuckets } from '../primitives/keyed-buckets.ts';
import type { OriginPolicy } from '../primitives/origins.ts';
import { Connection } from './connection.ts';
import type { Services } from './services.ts';
import { WriteSlices } from './write-slices.ts';
import { Sessions, type SessionsOptions } from './sessions.ts';

/** What surrounds a frame on its way: packet types and socket.io's array around it. */
const PACKET_OVERHEAD_BYTES = 24;

/** What the gateway needs. */
export interface GatewayOptions
  extends Omit<Services, 'sessions' | 'resumeGraceMs' | 'writes'>, SessionsOptions {
  readonly origins: OriginPolicy;
  readonly clientAddress: ClientAddress;
  /** New connections per client address. */
  readonly connectRate?: Rate;
}

/** The signalling side of the server. */
export interface Gateway {
  /** Throws `beacon_key_invalid`. */
  takeBeacon(beacon: Beacon): void;
  /** Throws `beacon_key_invalid`, also when the session ended too long ago. */
  takeSurvey(body: SurveyBody): SurveyReceipt;
  /** Closes all sockets, once their last events are written or `farewellMs` later. Sessions end with their rooms. */
  close(farewellMs: number): Promise<void>;
}

/** Attaches signalling to a web server. */
export function createGateway(server: HttpServer, options: GatewayOptions): Gateway {
  const sessions = new Sessions(options);
  const services: Services = {
    ...options,
    sessions,
    resumeGraceMs: options.graces.resumeGraceMs,
    writes: new WriteSlices(() => options.clock.monotonic()),
  };
  const io = new Server(server, {
    // One transport: no sticky polling, no second way in to guard. Whoever blocks WebSockets blocks media too.
    transports: ['websocket'],
    serveClient: false,
    maxHttpBufferSize: LIMITS.maxFrameBytes + PACKET_OVERHEAD_BYTES,
    pingInterval: LIMITS.heartbeatIntervalMs,
    pingTimeout: LIMITS.heartbeatTimeoutMs,
    connectTimeout: LIMITS.handshakeTimeoutMs,
    // Events are small and many: compression would cost a context per socket and more time than it saves.
    perMessageDeflate: false,
    httpCompression: false,
  });
  io.use(createDoor(options));
  io.on('connection', (socket) => {
    watch(socket, options);
    new Connection(socket, services);
  });
  return {
    takeBeacon: (beacon) => {
      sessions.takeBeacon(beacon);
    },
    takeSurvey: (body) => options.surveys.take(sessions.findLeg(body), body.survey),
    async close(farewellMs) {
      await waitUntilEmpty(io, farewellMs, options.clock);
      io.disconnectSockets(true);
      await io.close();
    },
  };
}

/** Resolves when all sockets have closed by themselves, as those of ended sessions do, or after `ms`. */
function waitUntilEmpty(io: Server, ms: number, clock: Clock): Promise<void> {
  return new Promise((resolve) => {
    const cancel = clock.after(ms, resolve);
    const check = () => {
      if (io.engine.clientsCount > 0) return;
      cancel();
      resolve();
    };
    for (const socket of io.sockets.sockets.values()) socket.conn.once('close', () => setImmediate(check));
    check();
  });
}

type Door = (socket: Socket, next: (error?: Error & { data?: unknown }) => void) => void;

/** Decides on a new socket: how often its address comes, its page's origin, its protocol version. */
function createDoor(options: GatewayOptions): Door {
  const { clock, origins, clientAddress, logger } = options;
  const buckets = createKeyedBuckets(options.connectRate ?? HTTP_RATES.connect);

  function check(socket: Socket): void {
    const address = clientAddress(socket.request);
    if (!buckets.take(address, clock.monotonic()))
      throw new EarshotError('rate_limited', undefined, {
        details: { retryAfterMs: buckets.waitMs(address, clock.monotonic()) },
      });
    if (!origins.isAllowed(socket.request.headers)) throw new EarshotError('origin_not_allowed');
    const handshake = Handshake.safeParse(socket.handshake.auth);
    if (!handshake.success) throw new EarshotError('bad_frame', 'The handshake must offer `versions`.');
    if (negotiateVersion(handshake.data.versions) === undefined)
      throw new EarshotError('version_unsupported', undefined, {
        details: { supported: SUPPORTED_VERSIONS.map(String) },
      });
  }

  return (socket, next) => {
    try {
      check(socket);
    } catch (thrown) {
      const error = EarshotError.from(thrown);
      logger.debug({ code: error.code }, 'connection refused');
      next(Object.assign(new Error(error.code), { data: error.toBody() }));
      setImmediate(() => {
        socket.conn.close();
      });
      return;
    }
    next();
  };
}

function watch(socket: Socket, { observer, logger }: GatewayOptions): void {
  observer.connectionOpened();
  socket.once('disconnect', (reason, description: unknown) => {
    if (isOversize(description)) {
      observer.frameRefused();
      logger.warn('a frame larger than allowed closed its connection');
    }
    observer.connectionClosed(reason);
  });
}

/** How `ws` says that a message was longer than allowed. */
function isOversize(description: unknown): boolean {
  const texts = [description, description instanceof Error ? description.cause : undefined];
  const inner =
    description instanceof Error && 'description' in description ? description.description : undefined;
  return [...texts, inner].some((item) => item instanceof Error && item.message.includes('Max payload size'));
}
