import type { Scope } from '../scope.ts';
import type { Surroundings } from '../surroundings.ts';

/**
 * Keeps the screen on while `scope` lives. Browsers drop the lock when the page is hidden; it is taken again when the
 * page is back. A browser without it, or one that refuses (low battery), changes nothing.
 */
export function holdWakeLock(surroundings: Pick<Surroundings, 'navigator' | 'document'>, scope: Scope): void {
  const wakeLock = surroundings.navigator?.wakeLock;
  const { document } = surroundings;
  if (wakeLock === undefined || document === undefined) return;
  let release: (() => void) | undefined;
  const take = async (): Promise<void> => {
    if (document.visibilityState !== 'visible') return;
    try {
      const sentinel = await wakeLock.request('screen');
      release?.();
      release = scope.add(() => {
        sentinel.release().catch(() => undefined);
      });
    } catch {
      // Refused: the screen may go dark.
    }
  };
  scope.listen(document, 'visibilitychange', () => {
    void take();
  });
  void take();
}
