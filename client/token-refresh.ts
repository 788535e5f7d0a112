import { EarshotError } from '@earshot/shared';
import type { Clock } from './clock.ts';
import type { Scope } from './scope.ts';

/** A new token is asked for this long before the old one expires. */
const LEAD_MS = 60_000;
/** A refused or failed refresh is tried again after this time. */
const RETRY_MS = 15_000;
/** Timers of browsers hold 31 bits; a token lives a day at most. */
const MAX_DELAY_MS = 86_400_000;

/** When a JWT expires, ms since the epoch; `undefined` when it does not say. Its signature is the server's business. */
export function readExpiry(token: string): number | undefined {
  try {
    const payload = token.split('.')[1]?.replaceAll('-', '+').replaceAll('_', '/');
    if (payload === undefined) return undefined;
    const claims: unknown = JSON.parse(atob(payload));
    const { exp } = claims as { exp?: unknown };
    return typeof exp === 'number' ? exp * 1_000 : undefined;
  } catch {
    return undefined;
  }
}

/** ms until the next refresh of a token with this expiry. Short-lived tokens are refreshed at half of their rest. */
export function computeRefreshDelay(expiresAt: number, now: number): number {
  const rest = Math.max(0, expiresAt - now);
  return Math.min(MAX_DELAY_MS, Math.max(1_000, rest > 2 * LEAD_MS ? rest - LEAD_MS : rest / 2));
}

/** What keeping a token fresh needs. */
export interface TokenRefreshPort {
  readonly clock: Clock;
  readonly scope: Scope;
  /** Asks the app for a new token. */
  getToken(): Promise<string>;
  /** Tells the server. */
  use(token: string): Promise<void>;
  failed(error: EarshotError): void;
}

/** Replaces the token before it expires, for as long as `scope` lives. */
export class TokenRefresh {
  readonly #port: TokenRefreshPort;
  #cancel: (() => void) | undefined;

  constructor(port: TokenRefreshPort) {
    this.#port = port;
  }

  /** `token` is in use from now on. */
  follow(token: string): void {
    this.#cancel?.();
    const expiresAt = readExpiry(token);
    if (expiresAt === undefined) return;
    this.#arm(computeRefreshDelay(expiresAt, this.#port.clock.now()));
  }

  #arm(delayMs: number): void {
    this.#cancel = this.#port.scope.after(delayMs, () => {
      void this.#refresh();
    });
  }

  async #refresh(): Promise<void> {
    try {
      const token = await this.#port.getToken();
      if (this.#port.scope.disposed) return;
      await this.#port.use(token);
      this.follow(token);
    } catch (thrown) {
      if (this.#port.scope.disposed) return;
      this.#port.failed(EarshotError.from(thrown));
      this.#arm(RETRY_MS);
    }
  }
}
