import { createContext, use, useCallback, useMemo, useRef, useState } from 'react';
import { errorLine } from '../words/error-words.ts';

/** A short message that goes away by itself. */
export interface Notice {
  readonly id: number;
  readonly text: string;
  readonly tone: 'info' | 'error';
}

/** What components do with notices. */
export interface NoticeBoard {
  readonly notices: readonly Notice[];
  readonly notify: (text: string, tone?: Notice['tone']) => void;
  readonly dismiss: (id: number) => void;
  /** Runs something that may fail; a failure is told. */
  readonly run: (action: () => Promise<unknown>) => void;
}

const MOST = 3;
const INFO_MS = 5_000;
const ERROR_MS = 9_000;

/** The board of the page. */
export const NoticeContext = createContext<NoticeBoard | undefined>(undefined);

/** The notice board; only below `NoticeContext`. */
export function useNotices(): NoticeBoard {
  const board = use(NoticeContext);
  if (board === undefined) throw new Error('useNotices needs a NoticeContext above it.');
  return board;
}

/** Makes the board. */
export function useNoticeBoard(): NoticeBoard {
  const [notices, setNotices] = useState<readonly Notice[]>([]);
  const nextId = useRef(1);
  const dismiss = useCallback((id: number) => {
    setNotices((list) => list.filter((notice) => notice.id !== id));
  }, []);
  const notify = useCallback(
    (text: string, tone: Notice['tone'] = 'info') => {
      const id = nextId.current;
      nextId.current += 1;
      setNotices((list) =>
        [...list.filter((notice) => notice.text !== text), { id, text, tone }].slice(-MOST),
      );
      setTimeout(dismiss, tone === 'error' ? ERROR_MS : INFO_MS, id);
    },
    [dismiss],
  );
  const run = useCallback(
    (action: () => Promise<unknown>) => {
      action().catch((error: unknown) => {
        notify(errorLine(error), 'error');
      });
    },
    [notify],
  );
  return useMemo(() => ({ notices, notify, dismiss, run }), [notices, notify, dismiss, run]);
}
