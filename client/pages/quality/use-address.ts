import { useMemo, useSyncExternalStore } from 'react';
import { parseRoute, type Route } from './model/route.ts';

const listeners = new Set<() => void>();

/** Where the page is. */
export function useRoute(): Route {
  const href = useSyncExternalStore(subscribe, () => window.location.pathname + window.location.search);
  return useMemo(() => {
    const { pathname, search } = new URL(href, window.location.origin);
    return parseRoute({ pathname, search });
  }, [href]);
}

/** Goes to an address of this page. `replace`: without a step back. */
export function goTo(address: string, how: 'push' | 'replace' = 'push'): void {
  if (how === 'push') window.history.pushState(null, '', address);
  else window.history.replaceState(null, '', address);
  for (const listener of [...listeners]) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener('popstate', listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener('popstate', listener);
  };
}
