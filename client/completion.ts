import { EarshotError, LIMITS } from '@earshot/shared';
import type { Scope } from './scope.ts';

/** Waits until the roster is whole: a long snapshot comes in parts, and a join without all of them is none. */
export class Completion {
  #completed: (() => void) | undefined;

  /** Rejects with `timeout` when the rest does not come. */
  wait(scope: Scope, isComplete: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      if (isComplete()) {
        resolve();
        return;
      }
      const cancel = scope.after(LIMITS.requestTimeoutMs, () => {
        reject(new EarshotError('timeout'));
      });
      this.#completed = () => {
        cancel();
        resolve();
      };
    });
  }

  /** The last part is there. */
  reached(): void {
    this.#completed?.();
  }
}
