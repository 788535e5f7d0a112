import { useEffect, useState, type JSX } from 'react';
import type { Call } from '@earshot/client';
import { CallContext } from '../hooks/use-call.ts';
import { useDataSaver } from '../hooks/use-data-saver.ts';
import { PeopleContext } from '../hooks/use-people.ts';
import { PinContext, usePinBoard } from '../hooks/use-pins.ts';
import { CallStore } from '../model/call-store.ts';
import { ChatPanel } from '../panels/chat-panel.tsx';
import { InviteDialog } from '../panels/invite-dialog.tsx';
import { RosterPanel } from '../panels/roster-panel.tsx';
import { SettingsDialog } from '../panels/settings-dialog.tsx';
import { StatsPanel } from '../panels/stats-panel.tsx';
import { ConnectionBanner, ForbiddenBanner, HearButton, IssueBanners } from './banners.tsx';
import type { CallUi, DialogName, PanelName } from './call-ui.ts';
import { Controls } from './controls.tsx';
import { Header } from './header.tsx';
import { ReactionLayer } from './reactions.tsx';
import { RemoteSounds } from './remote-media.tsx';
import { Stage } from './stage.tsx';
import { WatchCall } from './watch-call.tsx';

/** The call: everything below gets it, its people and its pins from the contexts. */
export function CallScreen(props: { readonly call: Call }): JSX.Element {
  const { call } = props;
  const [people] = useState(() => new CallStore(call));
  useEffect(() => people.start(), [people]);
  const pins = usePinBoard(call);
  useDataSaver(call);
  return (
    <CallContext value={call}>
      <PeopleContext value={people}>
        <PinContext value={pins}>
          <CallFrame />
          <RemoteSounds />
          <WatchCall />
        </PinContext>
      </PeopleContext>
    </CallContext>
  );
}

function CallFrame(): JSX.Element {
  const ui = useCallUi();
  const closePanel = () => {
    if (ui.panel !== undefined) ui.togglePanel(ui.panel);
  };
  return (
    <div className={ui.panel === undefined ? 'call' : 'call call-with-panel'}>
      <Header ui={ui} />
      <div className="call-notes">
        <ConnectionBanner />
        <ForbiddenBanner />
        <IssueBanners />
      </div>
      <main className="call-main">
        <Stage />
        <HearButton />
        <ReactionLayer />
      </main>
      {ui.panel === 'people' && <RosterPanel onClose={closePanel} />}
      {ui.panel === 'chat' && <ChatPanel onClose={closePanel} />}
      {ui.panel === 'stats' && <StatsPanel onClose={closePanel} />}
      <Controls ui={ui} />
    </div>
  );
}

function useCallUi(): CallUi {
  const [panel, setPanel] = useState<PanelName>();
  const [dialog, setDialog] = useState<DialogName>();
  const closeDialog = () => {
    setDialog(undefined);
  };
  return {
    panel,
    togglePanel: (name) => {
      setPanel((open) => (open === name ? undefined : name));
    },
    opener: (name) => () => {
      if (name === 'settings' || name === 'invite') setDialog(name);
      else setPanel(name);
    },
    dialogElement:
      dialog === 'settings' ? (
        <SettingsDialog onClose={closeDialog} />
      ) : dialog === 'invite' ? (
        <InviteDialog onClose={closeDialog} />
      ) : undefined,
  };
}
