import { useState, type JSX } from 'react';
import { useCall, useCan, useChat, useLocal } from '../hooks/use-call.ts';
import { useNarrow } from '../hooks/use-media-query.ts';
import { useNotices } from '../hooks/use-notices.ts';
import { usePeopleCount, usePerson } from '../hooks/use-people.ts';
import { useShortcuts } from '../hooks/use-shortcuts.ts';
import { ControlButton } from '../ui/control-button.tsx';
import { ConfirmDialog } from '../ui/dialog.tsx';
import { Menu, type MenuItem } from '../ui/menu.tsx';
import { whyNot } from '../words/capability-words.ts';
import type { CallUi } from './call-ui.ts';
import { ReactionPicker } from './reactions.tsx';
import {
  CameraToggle,
  MicrophoneToggle,
  ScreenToggle,
  useScreenBlocked,
  useSourceActions,
} from './source-toggles.tsx';

/** The bar at the bottom. */
export function Controls(props: { readonly ui: CallUi }): JSX.Element {
  const { ui } = props;
  const call = useCall();
  const narrow = useNarrow();
  const { run } = useNotices();
  const sources = useSourceActions();
  const hand = useHand();
  useShortcuts({
    m: sources.toggleMicrophone,
    v: sources.toggleCamera,
    h: hand.toggle,
    c: () => {
      ui.togglePanel('chat');
    },
  });
  return (
    <footer className="controls" aria-label="Call controls">
      <MicrophoneToggle onToggle={sources.toggleMicrophone} />
      <CameraToggle onToggle={sources.toggleCamera} />
      {!narrow && <ScreenToggle onToggle={sources.toggleScreen} />}
      <HandToggle {...hand} />
      <ReactionPicker />
      <span className="controls-gap" aria-hidden="true" />
      <ChatToggle ui={ui} />
      {!narrow && <PeopleToggle ui={ui} />}
      <MoreMenu ui={ui} onShare={sources.toggleScreen} />
      <ControlButton
        icon="leave"
        label="Leave call"
        tone="danger"
        testId="leave-button"
        onPress={() => {
          run(() => call.leave());
        }}
      />
    </footer>
  );
}

interface Hand {
  readonly raised: boolean;
  readonly toggle: () => void;
}

function useHand(): Hand {
  const call = useCall();
  const { run } = useNotices();
  const self = usePerson(call.localParticipant.participantId) ?? call.localParticipant;
  const raised = self.handRaisedAt !== undefined;
  return {
    raised,
    toggle: () => {
      if (call.can('raiseHand').allowed) run(() => (raised ? call.lowerHand() : call.raiseHand()));
    },
  };
}

function HandToggle(props: Hand): JSX.Element {
  const blocked = whyNot(useCan('raiseHand'));
  return (
    <ControlButton
      icon="hand"
      label={props.raised ? 'Lower hand' : 'Raise hand'}
      pressed={props.raised}
      tone={props.raised ? 'on' : 'plain'}
      blocked={blocked}
      shortcut="h"
      testId="hand-toggle"
      onPress={props.toggle}
    />
  );
}

function ChatToggle(props: { readonly ui: CallUi }): JSX.Element {
  const { ui } = props;
  const messages = useChat();
  const [seen, setSeen] = useState(messages.length);
  const open = ui.panel === 'chat';
  const last = messages.at(-1)?.messageId;
  const [lastSeen, setLastSeen] = useState(last);
  if (open && (seen !== messages.length || lastSeen !== last)) {
    setSeen(messages.length);
    setLastSeen(last);
  }
  const at = messages.findIndex((message) => message.messageId === lastSeen);
  const unread = open ? 0 : messages.length - 1 - at;
  const label = open ? 'Close chat' : unread > 0 ? `Open chat, ${unread} unread` : 'Open chat';
  return (
    <ControlButton
      icon="chat"
      label={label}
      expanded={open}
      tone={open ? 'on' : 'plain'}
      badge={unread}
      shortcut="c"
      testId="chat-toggle"
      onPress={() => {
        ui.togglePanel('chat');
      }}
    />
  );
}

function PeopleToggle(props: { readonly ui: CallUi }): JSX.Element {
  const count = usePeopleCount();
  const open = props.ui.panel === 'people';
  return (
    <ControlButton
      icon="people"
      label={open ? 'Close list of participants' : `Open list of participants, ${count}`}
      expanded={open}
      tone={open ? 'on' : 'plain'}
      testId="roster-toggle"
      onPress={() => {
        props.ui.togglePanel('people');
      }}
    />
  );
}

function MoreMenu(props: { readonly ui: CallUi; readonly onShare: () => void }): JSX.Element {
  const { ui } = props;
  const call = useCall();
  const { run } = useNotices();
  const [ending, setEnding] = useState(false);
  const items = useMoreItems(props, () => {
    setEnding(true);
  });
  return (
    <>
      <Menu button={{ icon: 'more', label: 'More', testId: 'more-button' }} items={items} />
      {ending && (
        <ConfirmDialog
          title="End the call for everyone?"
          text="All participants are disconnected."
          confirm="End for everyone"
          onClose={() => {
            setEnding(false);
          }}
          onConfirm={() => {
            run(() => call.endForAll());
          }}
        />
      )}
      {ui.dialogElement}
    </>
  );
}

function useMoreItems(
  props: { readonly ui: CallUi; readonly onShare: () => void },
  onEnd: () => void,
): readonly MenuItem[] {
  const { ui } = props;
  const call = useCall();
  const { run } = useNotices();
  const narrow = useNarrow();
  const sharing = useLocal(call.screen).active;
  const shareBlocked = useScreenBlocked();
  const endBlocked = whyNot(useCan('endCall'));
  const canFlip = narrow && call.devices.cameras.length > 1 && call.camera.state.active;
  const onPhone: readonly MenuItem[] = [
    { icon: 'people', label: 'Participants', testId: 'roster-toggle', onSelect: ui.opener('people') },
    {
      icon: sharing ? 'screenOff' : 'screen',
      label: sharing ? 'Stop sharing' : 'Share screen',
      testId: 'share-toggle',
      blocked: shareBlocked,
      onSelect: props.onShare,
    },
  ];
  const flip: MenuItem = {
    icon: 'flip',
    label: 'Switch camera',
    testId: 'flip-button',
    onSelect: () => {
      run(() => call.camera.flip());
    },
  };
  return [
    ...(narrow ? onPhone : []),
    ...(canFlip ? [flip] : []),
    { icon: 'link', label: 'Invite others', testId: 'invite-button', onSelect: ui.opener('invite') },
    { icon: 'settings', label: 'Settings', testId: 'settings-button', onSelect: ui.opener('settings') },
    { icon: 'chart', label: 'Statistics', testId: 'stats-toggle', onSelect: ui.opener('stats') },
    {
      icon: 'endCall',
      label: 'End for everyone',
      testId: 'end-button',
      danger: true,
      blocked: endBlocked,
      onSelect: onEnd,
    },
  ];
}
