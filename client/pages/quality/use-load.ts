import { EarshotError } from '@earshot/client';
import { useCallback, useEffect, useState } from 'react';

/** What was asked of the server: the last answer, the error since, whether another is on its way. */
export interface Loaded<T> {
  readonly value: T | undefined;
  readonly error: EarshotError | undefined;
  readonly loading: boolean;
  readonly reload: () => void;
}

/**
 * Asks now, whenever `ask` is another function, and every `everyMs` while the page is looked at (`undefined`: once). What was
 * answered stays until the next answer to the same question.
 */
export function useLoad<T>(ask: (signal: AbortSignal) => Promise<T>, everyMs: number | undefined): Loaded<T> {
  const [state, setState] = useState<Answered<T>>({ ask, value: undefined, error: undefined, round: -1 });
  const [round, setRound] = useState(0);
  const reload = useCallback(() => {
    setRound((before) => before + 1);
  }, []);
  useEffect(() => {
    const abort = new AbortController();
    ask(abort.signal).then(
      (value) => {
        if (!abort.signal.aborted) setState({ ask, value, error: undefined, round });
      },
      (error: unknown) => {
        if (abort.signal.aborted) return;
        setState((before) => ({
          ask,
          value: before.ask === ask ? before.value : undefined,
          error: error instanceof EarshotError ? error : new EarshotError('internal'),
          round,
        }));
      },
    );
    return () => {
      abort.abort();
    };
  }, [ask, round]);
  useEvery(everyMs, reload);
  const isCurrent = state.ask === ask;
  return {
    value: isCurrent ? state.value : undefined,
    error: isCurrent ? state.error : undefined,
    loading: !isCurrent || state.round !== round,
    reload,
  };
}

interface Answered<T> {
  readonly ask: (signal: AbortSignal) => Promise<T>;
  readonly value: T | undefined;
  readonly error: EarshotError | undefined;
  readonly round: number;
}

function useEvery(ms: number | undefined, act: () => void): void {
  useEffect(() => {
    if (ms === undefined) return undefined;
    const timer = window.setInterval(() => {
      if (!document.hidden) act();
    }, ms);
    return () => {
      window.clearInterval(timer);
    };
  }, [ms, act]);
}
