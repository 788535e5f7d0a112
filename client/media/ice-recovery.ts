import type { types } from 'mediasoup-client';
import type { Scope } from '../scope.ts';

/** `disconnected` often mends itself; after this time it is helped. */
const DISCONNECTED_GRACE_MS = 2_000;
/** How long a restart may take to show. */
const RESTART_TIMEOUT_MS = 6_000;
/** Restarts in a row before media is opened anew. */
const MAX_RESTARTS = 2;

/** What the recovery of one transport may do. */
export interface IceRecoveryPort {
  readonly scope: Scope;
  /** Gets new ICE parameters and uses them. A rejection means that the transport is past saving. */
  restart(): Promise<void>;
  /** The path broke and is being repaired. */
  troubled(): void;
  /** Restarts did not help. */
  giveUp(): void;
}

/** Keeps one transport's path alive: restarts ICE when it breaks, gives up after a few. */
export class IceRecovery {
  readonly #port: IceRecoveryPort;
  #restarts = 0;
  #restarting = false;
  #cancelTimer: (() => void) | undefined;

  constructor(port: IceRecoveryPort) {
    this.#port = port;
  }

  handleState(state: types.ConnectionState): void {
    if (state === 'connected') {
      this.#restarts = 0;
      this.#clear();
    } else if (state === 'disconnected' && !this.#restarting) {
      this.#arm(DISCONNECTED_GRACE_MS, () => {
        void this.#restart();
      });
    } else if (state === 'failed' && !this.#restarting) {
      this.#clear();
      void this.#restart();
    }
  }

  async #restart(): Promise<void> {
    this.#port.troubled();
    if (this.#restarts >= MAX_RESTARTS) {
      this.#clear();
      this.#port.giveUp();
      return;
    }
    this.#restarts += 1;
    this.#restarting = true;
    try {
      await this.#port.restart();
      this.#restarting = false;
      // `connected` cancels it; it may have come already, and then says so again on the next state only.
      this.#arm(RESTART_TIMEOUT_MS, () => {
        void this.#restart();
      });
    } catch {
      this.#restarting = false;
      // A transport that was replaced meanwhile must not take the new one with it.
      if (!this.#port.scope.disposed) this.#port.giveUp();
    }
  }

  #arm(delayMs: number, action: () => void): void {
    this.#clear();
    this.#cancelTimer = this.#port.scope.after(delayMs, action);
  }

  #clear(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
  }
}
