import type { Scope } from './scope.ts';
import type { Surroundings } from './surroundings.ts';

/** What the life of the page means to a call. */
export interface PageListener {
  /** The page is gone for good: the last word goes by beacon. */
  closing(): void;
  /** It went into the browser's memory and may come back: the place is kept. */
  frozen(): void;
  /** It is (again) visible, thawed, or online: what was lost is worth a try now. */
  awake(): void;
  hidden(): void;
}

/** Follows the page's life while `scope` lives. */
export function followPage(
  surroundings: Pick<Surroundings, 'window' | 'document'>,
  scope: Scope,
  listener: PageListener,
): void {
  const { window, document } = surroundings;
  scope.listen(window, 'pagehide', (event) => {
    if ((event as PageTransitionEvent).persisted) listener.frozen();
    else listener.closing();
  });
  scope.listen(window, 'pageshow', (event) => {
    if ((event as PageTransitionEvent).persisted) listener.awake();
  });
  scope.listen(window, 'online', () => {
    listener.awake();
  });
  scope.listen(document, 'visibilitychange', () => {
    if (document?.visibilityState === 'hidden') listener.hidden();
    else listener.awake();
  });
}
