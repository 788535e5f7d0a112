import { useState, type JSX } from 'react';
import { useCall, useCan, useForbiddenForAll, useRaisedHands, useSpotlight } from '../hooks/use-call.ts';
import { useNotices } from '../hooks/use-notices.ts';
import { countOf } from '../model/format.ts';
import { Dialog } from '../ui/dialog.tsx';
import { Icon, type IconName } from '../ui/icon.tsx';
import { MenuButton, type CloseMenu } from '../ui/menu-button.tsx';
import { MenuList, type MenuItem } from '../ui/menu.tsx';
import { FORBIDDABLE, sourcesOf, type Forbiddable } from '../words/forbidden-words.ts';

/** What those who lead the call can do about everybody at once; nothing for others. */
export function EveryoneMenu(): JSX.Element | null {
  const rights = [useCan('muteOthers'), useCan('forbidOthers'), useCan('lowerHands'), useCan('spotlight')];
  return rights.some((right) => right.allowed) ? <OpenEveryoneMenu /> : null;
}

function OpenEveryoneMenu(): JSX.Element {
  const [muting, setMuting] = useState(false);
  return (
    <>
      <MenuButton
        className="chip"
        testId="everyone-menu"
        face={
          <>
            Everyone <Icon name="down" size={16} />
          </>
        }
      >
        {(close) => (
          <EveryoneItems
            onMuteAll={() => {
              setMuting(true);
            }}
            onClose={close}
          />
        )}
      </MenuButton>
      {muting && (
        <MuteAllDialog
          onClose={() => {
            setMuting(false);
          }}
        />
      )}
    </>
  );
}

function EveryoneItems(props: { readonly onMuteAll: () => void; readonly onClose: CloseMenu }): JSX.Element {
  const call = useCall();
  const { run } = useNotices();
  const hands = useRaisedHands().length;
  const spotlight = useSpotlight().length;
  const forbid = useForbidItems();
  const muteAll: MenuItem = {
    icon: 'microphoneOff',
    label: 'Mute all others …',
    testId: 'mute-all',
    onSelect: props.onMuteAll,
  };
  const lower: MenuItem = {
    icon: 'hand',
    label: 'Lower all hands',
    testId: 'lower-all-hands',
    blocked: hands === 0 ? 'No hand is raised.' : undefined,
    onSelect: () => {
      run(() => call.lowerAllHands());
    },
  };
  const endSpotlight: MenuItem = {
    icon: 'spotlight',
    label: 'End all spotlights',
    testId: 'end-spotlight',
    blocked: spotlight === 0 ? 'Nobody is in the spotlight.' : undefined,
    onSelect: () => {
      run(() => call.setSpotlight([]));
    },
  };
  const items = [
    ...(useCan('muteOthers').allowed ? [muteAll] : []),
    ...(useCan('lowerHands').allowed ? [lower] : []),
    ...(useCan('spotlight').allowed ? [endSpotlight] : []),
    ...forbid,
  ];
  return <MenuList label="For everyone" items={items} onClose={props.onClose} />;
}

const FORBID_WORDS: Readonly<Record<Forbiddable, { readonly icon: IconName; readonly what: string }>> = {
  microphone: { icon: 'microphoneOff', what: 'microphones' },
  camera: { icon: 'cameraOff', what: 'cameras' },
  screen: { icon: 'screenOff', what: 'sharing' },
};

function useForbidItems(): readonly MenuItem[] {
  const call = useCall();
  const { run } = useNotices();
  const forAll = useForbiddenForAll();
  if (!useCan('forbidOthers').allowed) return [];
  return FORBIDDABLE.map((source) => {
    const on = forAll.includes(source);
    const { icon, what } = FORBID_WORDS[source];
    return {
      icon,
      label: on ? `Permit ${what} again` : `Forbid ${what}`,
      testId: `forbid-all-${source}`,
      on,
      onSelect: () => {
        run(() => (on ? call.permit(sourcesOf(source)) : call.forbid(sourcesOf(source))));
      },
    };
  });
}

function MuteAllDialog(props: { readonly onClose: () => void }): JSX.Element {
  const call = useCall();
  const { run, notify } = useNotices();
  const mute = (mode: 'request' | 'force') => () => {
    props.onClose();
    run(async () => {
      const count = await call.muteAll({ sources: ['microphone'], mode });
      const people = countOf(count, 'participant', 'participants');
      notify(mode === 'force' ? `${people} muted.` : `${people} asked to mute.`);
    });
  };
  return (
    <Dialog title="Mute all others?" onClose={props.onClose} testId="mute-all-dialog">
      <p>
        Mute them at once, or ask them to do it themselves. Either way they can switch their microphones on
        again, unless you forbid microphones.
      </p>
      <div className="dialog-actions">
        <button type="button" className="button" onClick={props.onClose}>
          Cancel
        </button>
        <button type="button" className="button" data-testid="mute-all-request" onClick={mute('request')}>
          Ask them
        </button>
        <button
          type="button"
          className="button button-danger"
          data-testid="mute-all-force"
          onClick={mute('force')}
        >
          Mute all
        </button>
      </div>
    </Dialog>
  );
}
