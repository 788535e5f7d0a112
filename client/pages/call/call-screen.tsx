import { useState, type JSX } from 'react';
import type { Call } from '@earshot/client';
import { CallContext } from '../hooks/use-call.ts';
import { ChatPanel } from '../panels/chat-panel.tsx';
import { InviteDialog } from '../panels/invite-dialog.tsx';
import { RosterPanel } from '../panels/roster-panel.tsx';
import { SettingsDialog } from '../panels/settings-dialog.tsx';
import { StatsPanel } from '../panels/stats-panel.tsx';
import { ConnectionBanner, HearButton, IssueBanners } from './banners.tsx';
import type { CallUi, DialogName, PanelName } from './call-ui.ts';
import { Controls } from './controls.tsx';
import { Header } from './header.tsx';
import { ReactionLayer } from './reactions.tsx';
import { RemoteSounds } from './remote-media.tsx';
import { Stage } from './stage.tsx';
import { WatchCall } from './watch-call.tsx';

/** The call: everything below gets it from the context. */
export function CallScreen(props: { readonly call: Call }): JSX.Element {
  const ui = useCallUi();
  const closePanel = () => {
    if (ui.panel !== undefined) ui.togglePanel(ui.panel);
  };
  return (
    <CallContext value={props.call}>
      <div className={ui.panel === undefined ? 'call' : 'call call-with-panel'}>
        <Header ui={ui} />
        <div className="call-notes">
          <ConnectionBanner />
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
      <RemoteSounds />
      <WatchCall />
    </CallContext>
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
