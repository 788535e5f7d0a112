import { createHash, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { MetricsHandler } from '../telemetry/api.ts';
import { negotiate, OPEN_METRICS, PROMETHEUS_TEXT, toPrometheusText } from './exposition.ts';
import type { Metrics } from './registry.ts';

/** Answers scrapes out of a registry. Express-free: whoever serves `/metrics` calls it with the `Accept` header. */
export function createMetricsHandler(metrics: Metrics): MetricsHandler {
  return async (accept) => {
    const body = await metrics.openMetrics();
    return negotiate(accept) === 'openmetrics'
      ? { contentType: OPEN_METRICS, body }
      : { contentType: PROMETHEUS_TEXT, body: toPrometheusText(body) };
  };
}

/** Whether an `Authorization` header carries this bearer token; always, when none is wanted. Takes the same time for every wrong one. */
export function isScrapeAllowed(authorization: string | undefined, token: string | undefined): boolean {
  if (token === undefined) return true;
  const given = /^Bearer +(\S+)$/iu.exec(authorization ?? '')?.[1] ?? '';
  return timingSafeEqual(digest(given), digest(token));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/** Where a listener of its own stands. */
export interface MetricsListener {
  readonly port: number;
  /** Stops listening and drops open connections. */
  close(): Promise<void>;
}

/** A scrape brings a few hundred bytes and takes milliseconds; whatever wants more is no scraper. */
const REQUEST_TIMEOUT_MS = 10_000;
const MAX_CONNECTIONS = 50;

/** Serves `GET /metrics`, and nothing else, on a port of its own. Rejects when the port is taken. */
export async function listenForMetrics(options: {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly token: string | undefined;
  readonly handler: MetricsHandler;
}): Promise<MetricsListener> {
  const server = createServer((request, response) => {
    void answer(request, response, options);
  });
  server.requestTimeout = REQUEST_TIMEOUT_MS;
  server.headersTimeout = REQUEST_TIMEOUT_MS;
  server.maxConnections = MAX_CONNECTIONS;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: options.host, port: options.port }, () => {
      server.off('error', reject);
      resolve();
    });
  });
  // Listening on host and port, so the address is never a pipe's name.
  const { port } = server.address() as AddressInfo;
  return { port, close: () => close(server) };
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
    server.closeAllConnections();
  });
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { token, handler }: { token: string | undefined; handler: MetricsHandler },
): Promise<void> {
  request.resume();
  const path = (request.url ?? '').split('?', 1)[0];
  if (path !== '/metrics') {
    end(response, 404, 'There is only /metrics here.\n');
    return;
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('allow', 'GET, HEAD');
    end(response, 405, 'Use GET.\n');
    return;
  }
  if (!isScrapeAllowed(request.headers.authorization, token)) {
    response.setHeader('www-authenticate', 'Bearer');
    end(response, 401, 'A bearer token is needed.\n');
    return;
  }
  try {
    const { contentType, body } = await handler(request.headers.accept);
    response.writeHead(200, { 'content-type': contentType, 'cache-control': 'no-store' });
    response.end(request.method === 'HEAD' ? undefined : body);
  } catch {
    // Told to the log by the registry's own error hook; a scraper needs the status only.
    end(response, 500, 'The metrics could not be read.\n');
  }
}

function end(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' });
  response.end(text);
}
