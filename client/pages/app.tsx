import { useEffect, useState, type JSX } from 'react';
import type { Call, EarshotClientApi } from '@earshot/client';
import { CallScreen } from './call/call-screen.tsx';
import { EndedScreen } from './call/ended-screen.tsx';
import { NoticeContext, useNoticeBoard } from './hooks/use-notices.ts';
import { PageContext } from './hooks/use-page.ts';
import type { JoinFields } from './prejoin/join-form.tsx';
import { PrejoinScreen } from './prejoin/prejoin-screen.tsx';
import type { Entry } from './session/entry.ts';
import { Logo } from './ui/logo.tsx';
import { Notices } from './ui/notices.tsx';
import { ThemeToggle, useTheme } from './ui/theme-toggle.tsx';
import { useSitting, type Sitting } from './use-sitting.ts';

declare global {
  interface Window {
    /** In development only: the call, for debugging and for tests in a browser. */
    earshotCall?: Call | undefined;
  }
}

/** What the page is started with. */
export interface AppProps {
  readonly client: EarshotClientApi;
  readonly entry: Entry;
  readonly suggestedRoom: string;
  readonly development: boolean;
  /** The call to go straight back into, after a reload. */
  readonly rejoin: JoinFields | undefined;
  readonly onFields: (fields: JoinFields) => void;
  readonly onSitting: (sitting: Sitting) => void;
  readonly onKeep: (fields: JoinFields) => void;
}

/** The whole page: before, in and after a call. */
export function App(props: AppProps): JSX.Element {
  useTheme();
  const board = useNoticeBoard();
  return (
    <PageContext value={props}>
      <NoticeContext value={board}>
        <Screens {...props} />
        <Notices />
      </NoticeContext>
    </PageContext>
  );
}

function Screens(props: AppProps): JSX.Element {
  const { sitting, join, cancel, goHome } = useSitting(props);
  const call = sitting.name === 'in' ? sitting.call : undefined;
  useDebugHandle(call, props.development);
  useTitle(sitting);
  if (sitting.name === 'in') return <CallScreen key={sitting.call.callId} call={sitting.call} />;
  return (
    <div className="page">
      <PageHead />
      {sitting.name === 'after' ? (
        <EndedScreen
          reason={sitting.reason}
          error={sitting.error}
          submitSurvey={sitting.submitSurvey}
          onHome={goHome}
          onRejoin={() => {
            join(sitting.fields);
          }}
        />
      ) : (
        <PrejoinScreen
          {...props}
          joining={sitting.name === 'joining'}
          error={sitting.name === 'before' ? sitting.error : undefined}
          onJoin={join}
          onCancel={cancel}
        />
      )}
    </div>
  );
}

function PageHead(): JSX.Element {
  return (
    <header className="page-head">
      <Logo size={32} />
      <span className="page-brand">Earshot</span>
      <ThemeToggle />
    </header>
  );
}

function useDebugHandle(call: Call | undefined, development: boolean): void {
  useEffect(() => {
    if (!development) return undefined;
    window.earshotCall = call;
    return () => {
      window.earshotCall = undefined;
    };
  }, [call, development]);
}

function useTitle(sitting: Sitting): void {
  const room = sitting.name === 'before' ? undefined : sitting.fields.room;
  useEffect(() => {
    document.title = room === undefined ? 'Earshot' : `${room} · Earshot`;
  }, [room]);
}

/** Shown while the server's configuration is fetched, and when it cannot be. */
export function StartScreen(props: { readonly failed: boolean; readonly onRetry: () => void }): JSX.Element {
  const [pressed, setPressed] = useState(false);
  useTheme();
  return (
    <div className="page">
      <PageHead />
      <main className="ended" aria-busy={!props.failed}>
        {props.failed ? (
          <>
            <h1>The server does not answer</h1>
            <p role="alert" data-testid="error-message" data-code="server_unreachable">
              Check your network. If it works, the server may be starting: try again in a moment.
            </p>
            <button
              type="button"
              className="button button-primary button-large"
              aria-disabled={pressed}
              data-testid="retry-button"
              onClick={() => {
                setPressed(true);
                props.onRetry();
              }}
            >
              Try again
            </button>
          </>
        ) : (
          <p role="status">One moment …</p>
        )}
      </main>
    </div>
  );
}
