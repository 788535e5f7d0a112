import { createContext, use, useCallback } from 'react';
import { EarshotError, type ErrorCode } from '@earshot/client';
import type { QualityApi } from './api.ts';
import { useLoad, type Loaded } from './use-load.ts';

/** A way to the server, and what to do when it does not take the key. */
export interface QualityAccess {
  readonly api: QualityApi;
  readonly onRefused: () => void;
}

/** @see QualityAccess */
export const QualityContext = createContext<QualityAccess | undefined>(undefined);

const REFUSALS: ReadonlySet<ErrorCode> = new Set(['api_key_invalid']);

/** Asks the server with the operator's key; a key that is not taken is asked for anew. `ask` must be stable (`useCallback`). */
export function useQuality<T>(
  ask: (api: QualityApi, signal: AbortSignal) => Promise<T>,
  everyMs?: number,
): Loaded<T> {
  const access = use(QualityContext);
  if (access === undefined) throw new Error('outside of QualityContext');
  const { api, onRefused } = access;
  const asked = useCallback(
    async (signal: AbortSignal) => {
      try {
        return await ask(api, signal);
      } catch (error) {
        if (error instanceof EarshotError && REFUSALS.has(error.code)) onRefused();
        throw error;
      }
    },
    [ask, api, onRefused],
  );
  return useLoad(asked, everyMs);
}
