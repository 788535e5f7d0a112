import { startApp as startServer, type App, type AppOptions } from '@earshot/server/app.ts';
import { loadConfig } from '@earshot/server/config.ts';
import { createLogger, type Logger } from '@earshot/server/logger.ts';
import { issueToken, type TokenRequest } from '@earshot/server/tokens/issue.ts';
import { createKeyRing, type ApiKey } from '@earshot/server/tokens/keys.ts';
import type { Role } from '@earshot/shared';
import path from 'node:path';

/** What a test may change. */
export interface TestAppOptions {
  /** `EARSHOT_*` variables over the test's own: free ports, loopback media, one worker. */
  readonly env?: Readonly<Record<string, string>>;
  readonly logger?: Logger;
  /** New connections per client address; by default as good as unlimited, because all tests come from one. */
  readonly connectRate?: { readonly burst: number; readonly perSecond: number };
  readonly judgedSinks?: AppOptions['judgedSinks'];
}

/** A real server on free ports. */
export interface TestApp {
  readonly url: string;
  readonly port: number;
  readonly metricsPort: number | undefined;
  readonly apiKey: ApiKey;
  /** The server itself, for `drain`. */
  readonly app: App;
  /** A signed token. Room `*` and role `presenter` unless said otherwise. */
  token(request: Partial<Omit<TokenRequest, 'role'>> & { role?: Role; issuedAt?: number }): Promise<string>;
  /** Calls the HTTP API with the API key. */
  api(method: string, path: string, body?: unknown): Promise<Response>;
  close(): Promise<void>;
}

/** Test defaults: nothing leaves the machine, nothing collides with another test. */
const ENV = {
  EARSHOT_PORT: '0',
  EARSHOT_HOST: '127.0.0.1',
  EARSHOT_API_KEYS: 'test:a-secret-for-tests-of-32-characters-or-more',
  EARSHOT_RTC_IPS: '127.0.0.1',
  EARSHOT_RTC_PORT: '0',
  EARSHOT_WORKERS: '1',
  EARSHOT_LOG_LEVEL: 'error',
  // Those that need a store name one of their own.
  EARSHOT_STORE_URL: 'off',
};

/** Starts a server for a test. The caller closes it. */
export async function startApp(options: TestAppOptions = {}): Promise<TestApp> {
  const config = loadConfig({ ...ENV, ...options.env });
  const app = await startServer({
    config,
    logger: options.logger ?? createLogger({ logLevel: config.logLevel, mode: 'production' }),
    pagesFolder: path.join(import.meta.dirname, '../../client/pages/dist'),
    connectRate: options.connectRate ?? { burst: 10_000, perSecond: 10_000 },
    judgedSinks: options.judgedSinks ?? [],
  });
  const url = `http://127.0.0.1:${String(app.port)}`;
  const keys = createKeyRing([app.apiKey]);
  return {
    url,
    port: app.port,
    metricsPort: app.metricsPort,
    apiKey: app.apiKey,
    app,
    async token({ issuedAt = Date.now(), ...request }) {
      const whole = { identity: 'somebody', room: '*', role: 'presenter' as const, ...request };
      return (await issueToken(keys, whole, issuedAt)).token;
    },
    api: (method, route, body) =>
      fetch(`${url}${route}`, {
        method,
        headers: { authorization: `Bearer ${app.apiKey.id}:${app.apiKey.secret}` },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    close: () => app.close(),
  };
}
