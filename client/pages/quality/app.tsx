import { useMemo, useState, type JSX } from 'react';
import { tabSecrets } from '../session/storage.ts';
import { Logo } from '../ui/logo.tsx';
import { ThemeToggle, useTheme } from '../ui/theme-toggle.tsx';
import { createQualityApi } from './api.ts';
import { CallScreen } from './call/call-screen.tsx';
import { KeyScreen } from './key-screen.tsx';
import { LegScreen } from './leg/leg-screen.tsx';
import { Link } from './link.tsx';
import { ListScreen } from './list/list-screen.tsx';
import { useRoute } from './use-address.ts';
import { QualityContext, type QualityAccess } from './use-api.ts';

const KEPT_AS = 'operatorKey';

/** The whole page: asks for the operator's key, then shows what the address names. */
export function QualityApp(): JSX.Element {
  useTheme();
  const [key, setKey] = useState(() => tabSecrets.get(KEPT_AS));
  const [refused, setRefused] = useState(false);
  const keep = (next: string | undefined, isRefused = false) => {
    tabSecrets.set(KEPT_AS, next);
    setKey(next);
    setRefused(isRefused);
  };
  const access = useMemo<QualityAccess | undefined>(
    () =>
      key === undefined
        ? undefined
        : {
            api: createQualityApi(key),
            onRefused: () => {
              tabSecrets.set(KEPT_AS, undefined);
              setKey(undefined);
              setRefused(true);
            },
          },
    [key],
  );
  return (
    <div className="quality-page">
      <header className="quality-head">
        <Link to={{ name: 'list', search: '' }} className="quality-brand">
          <Logo size={28} />
          <span>Call quality</span>
        </Link>
        {access !== undefined && (
          <button
            type="button"
            className="button button-small"
            data-testid="key-forget"
            onClick={() => keep(undefined)}
          >
            Sign out
          </button>
        )}
        <ThemeToggle />
      </header>
      {access === undefined ? (
        <KeyScreen refused={refused} onKey={(next) => keep(next)} />
      ) : (
        <QualityContext value={access}>
          <Screen />
        </QualityContext>
      )}
    </div>
  );
}

function Screen(): JSX.Element {
  const route = useRoute();
  switch (route.name) {
    case 'list':
      return <ListScreen search={route.search} />;
    case 'call':
      return <CallScreen key={route.callId} callId={route.callId} />;
    case 'leg':
      return (
        <LegScreen
          key={route.callId + route.participantId}
          callId={route.callId}
          participantId={route.participantId}
        />
      );
    case 'nowhere':
      return (
        <main className="quality-main">
          <h1>There is no such page</h1>
          <p>
            <Link to={{ name: 'list', search: '' }}>All calls</Link>
          </p>
        </main>
      );
  }
}
