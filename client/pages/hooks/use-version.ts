import { useMemo, useSyncExternalStore } from 'react';
import type { EventSource } from '@earshot/client';

interface VersionStore {
  readonly subscribe: (listener: () => void) => () => void;
  readonly read: () => number;
}

/**
 * Renders again after any of these events; events that come together count once. The number says how often, so that
 * it can be a dependency. Pass a constant list.
 */
export function useVersion<E>(source: EventSource<E>, names: readonly (keyof E)[]): number {
  const store = useMemo(() => createVersionStore(source, names), [source, names]);
  return useSyncExternalStore(store.subscribe, store.read);
}

/** A simple value, read again after any of these events; renders only when it is another. Pass a constant list. */
export function useSourceValue<E, T extends string | number | boolean>(
  source: EventSource<E>,
  names: readonly (keyof E)[],
  read: () => T,
): T {
  const store = useMemo(() => createVersionStore(source, names), [source, names]);
  return useSyncExternalStore(store.subscribe, read);
}

function createVersionStore<E>(source: EventSource<E>, names: readonly (keyof E)[]): VersionStore {
  let version = 0;
  return {
    read: () => version,
    subscribe(listener) {
      let pending = false;
      let active = true;
      const bump = () => {
        version += 1;
        if (pending) return;
        pending = true;
        queueMicrotask(() => {
          pending = false;
          if (active) listener();
        });
      };
      const stops = names.map((name) => source.on(name, bump));
      return () => {
        active = false;
        for (const stop of stops) stop();
      };
    },
  };
}
