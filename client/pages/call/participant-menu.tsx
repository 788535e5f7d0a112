import { useState, type JSX } from 'react';
import type { Participant } from '@earshot/client';
import { useCall, useCan, useIsSpotlighted } from '../hooks/use-call.ts';
import { useNotices } from '../hooks/use-notices.ts';
import { usePins } from '../hooks/use-pins.ts';
import { MOST_PINS, MOST_SPOTLIGHTED } from '../model/most.ts';
import { isRunning, trackOf } from '../model/tile-state.ts';
import { ConfirmDialog } from '../ui/dialog.tsx';
import { Icon, type IconName } from '../ui/icon.tsx';
import { MenuButton, type CloseMenu } from '../ui/menu-button.tsx';
import { MenuList, type MenuItem } from '../ui/menu.tsx';
import { FORBIDDABLE, sourcesOf, type Forbiddable } from '../words/forbidden-words.ts';

/** A button that opens what can be done about somebody. */
export function ParticipantMenuButton(props: {
  readonly participant: Participant;
  readonly testId: string;
  readonly className: string;
  readonly tabIndex?: number;
}): JSX.Element {
  const { participant } = props;
  const [removing, setRemoving] = useState(false);
  const call = useCall();
  const { run } = useNotices();
  const label = `More for ${participant.isLocal ? 'yourself' : participant.name}`;
  return (
    <>
      <MenuButton
        className={props.className}
        testId={props.testId}
        face={<Icon name="more" size={18} />}
        label={label}
        tabIndex={props.tabIndex}
        column="menu"
      >
        {(close) => (
          <ParticipantMenu
            participant={participant}
            label={label}
            onRemove={() => {
              setRemoving(true);
            }}
            onClose={close}
          />
        )}
      </MenuButton>
      {removing && (
        <ConfirmDialog
          title={`Remove ${participant.name}?`}
          text="They leave the call at once. They can join again if their access allows it."
          confirm="Remove"
          onClose={() => {
            setRemoving(false);
          }}
          onConfirm={() => {
            run(() => call.removeParticipant(participant.participantId));
          }}
        />
      )}
    </>
  );
}

function ParticipantMenu(props: {
  readonly participant: Participant;
  readonly label: string;
  readonly onRemove: () => void;
  readonly onClose: CloseMenu;
}): JSX.Element {
  const { participant } = props;
  const remove: MenuItem = {
    icon: 'remove',
    label: 'Remove from the call',
    testId: 'remove-participant',
    danger: true,
    onSelect: props.onRemove,
  };
  const pin = usePinItem(participant);
  const spotlight = useSpotlightItems(participant);
  const mute = useMuteItems(participant);
  const forbid = useForbidItems(participant);
  const mayRemove = useCan('removeParticipant').allowed && !participant.isLocal;
  const items = [pin, ...spotlight, ...mute, ...forbid, ...(mayRemove ? [remove] : [])];
  return <MenuList label={props.label} items={items} onClose={props.onClose} />;
}

function usePinItem({ participantId }: Participant): MenuItem {
  const { pins, full, toggle } = usePins();
  const pinned = pins.includes(participantId);
  return {
    icon: 'pin',
    label: pinned ? 'Unpin' : 'Pin for me',
    testId: 'pin-toggle',
    on: pinned,
    blocked: full && !pinned ? `${MOST_PINS} people are pinned already.` : undefined,
    onSelect: () => {
      toggle(participantId);
    },
  };
}

function useSpotlightItems({ participantId }: Participant): readonly MenuItem[] {
  const call = useCall();
  const { run } = useNotices();
  const on = useIsSpotlighted(participantId);
  if (!useCan('spotlight').allowed) return [];
  const full = call.spotlight.length >= MOST_SPOTLIGHTED;
  const others = call.spotlight.map((each) => each.participantId).filter((id) => id !== participantId);
  return [
    {
      icon: 'spotlight',
      label: on ? 'End spotlight' : 'Spotlight for everyone',
      testId: 'spotlight-toggle',
      on,
      blocked: full && !on ? `${MOST_SPOTLIGHTED} people are in the spotlight already.` : undefined,
      onSelect: () => {
        run(() => call.setSpotlight(on ? others : [...others, participantId]));
      },
    },
  ];
}

function useMuteItems(participant: Participant): readonly MenuItem[] {
  const call = useCall();
  const { run } = useNotices();
  const mayMute = useCan('muteOthers').allowed && !participant.isLocal;
  const mayLower = useCan('lowerHands').allowed && participant.handRaisedAt !== undefined;
  const audible = isRunning(trackOf(participant, 'microphone'));
  const mute = (mode: 'force' | 'request') => () => {
    run(() => call.muteParticipant(participant.participantId, { sources: ['microphone'], mode }));
  };
  const muteItems: readonly MenuItem[] = [
    { icon: 'microphoneOff', label: 'Mute', testId: 'mute-item', onSelect: mute('force') },
    { icon: 'microphone', label: 'Ask to mute', testId: 'ask-mute-item', onSelect: mute('request') },
  ];
  const lower: MenuItem = {
    icon: 'hand',
    label: 'Lower hand',
    testId: 'lower-hand-item',
    onSelect: () => {
      run(() => call.lowerHand(participant.isLocal ? undefined : participant.participantId));
    },
  };
  return [...(mayMute && audible ? muteItems : []), ...(mayLower ? [lower] : [])];
}

const FORBID_WORDS: Readonly<Record<Forbiddable, { readonly icon: IconName; readonly what: string }>> = {
  microphone: { icon: 'microphoneOff', what: 'microphone' },
  camera: { icon: 'cameraOff', what: 'camera' },
  screen: { icon: 'screenOff', what: 'sharing' },
};

function useForbidItems(participant: Participant): readonly MenuItem[] {
  const call = useCall();
  const { run } = useNotices();
  if (!useCan('forbidOthers').allowed || participant.isLocal) return [];
  return FORBIDDABLE.map((source) => {
    const forbidden = participant.forbidden.includes(source);
    const { icon, what } = FORBID_WORDS[source];
    return {
      icon,
      label: forbidden ? `Permit ${what}` : `Forbid ${what}`,
      testId: `forbid-${source}`,
      on: forbidden,
      onSelect: () => {
        const { participantId } = participant;
        const sources = sourcesOf(source);
        run(() => (forbidden ? call.permit(sources, participantId) : call.forbid(sources, participantId)));
      },
    };
  });
}
