import { useState, type JSX } from 'react';
import type { CallEvents } from '@earshot/client';
import { useCall, useCallEvent, useCan, useLocal } from '../hooks/use-call.ts';
import { useNotices } from '../hooks/use-notices.ts';
import { listNames } from '../model/format.ts';
import { Dialog } from '../ui/dialog.tsx';

const SOURCE_WORDS = {
  microphone: 'microphone',
  camera: 'camera',
  screen: 'screen',
  screenAudio: 'shared sound',
} as const;

/** Tells what happens in the call: who comes and goes, requests of others, limits. Shows next to nothing itself. */
export function WatchCall(): JSX.Element {
  const { notify } = useNotices();
  const [spoken, setSpoken] = useState('');
  useCallEvent('rosterChanged', ({ added, removed }) => {
    // Taking one's own place anew, after the server was away, is nobody's coming or going.
    const came = added.filter((each) => !each.isLocal);
    const went = removed.filter((each) => !each.isLocal);
    const words = [
      came.length > 0 ? `${listNames(came.map((each) => each.name))} joined` : '',
      went.length > 0 ? `${listNames(went.map((each) => each.name))} left` : '',
    ].filter((part) => part !== '');
    if (words.length > 0) setSpoken(words.join(', '));
  });
  useCallEvent('endingSoon', ({ inMs }) => {
    notify(
      `The call ends in ${Math.max(1, Math.round(inMs / 60_000))} min: it has nearly reached its longest duration.`,
    );
  });
  useCallEvent('serverClosing', () => {
    notify('The server is about to restart. The call goes on until then, and comes back by itself.');
  });
  useCallEvent('tokenRefreshFailed', () => {
    notify('Your access could not be renewed. You stay in the call; joining again may fail.', 'error');
  });
  useForcedMute();
  return (
    <>
      <div className="visually-hidden" role="status" aria-live="polite">
        {spoken}
      </div>
      <MuteRequest />
    </>
  );
}

/** Says so when somebody else switched the microphone off. */
function useForcedMute(): void {
  const microphone = useLocal(useCall().microphone);
  const { notify } = useNotices();
  const byAdmin = microphone.muted && microphone.muteReason === 'admin';
  const [told, setTold] = useState(byAdmin);
  useCallEvent('participantChanged', () => undefined);
  if (told !== byAdmin) {
    setTold(byAdmin);
    if (byAdmin)
      queueMicrotask(() => {
        notify('Someone who leads the call muted you. You can unmute yourself.');
      });
  }
}

function MuteRequest(): JSX.Element | null {
  const call = useCall();
  const { run } = useNotices();
  const mayMute = useCan('microphone').allowed;
  const [request, setRequest] = useState<CallEvents['muteRequested']>();
  useCallEvent('muteRequested', setRequest);
  if (request === undefined || !mayMute) return null;
  const what = listNames(
    request.sources.map((source) => SOURCE_WORDS[source]),
    4,
  );
  const close = () => {
    setRequest(undefined);
  };
  const obey = () => {
    close();
    run(async () => {
      for (const source of request.sources) {
        if (source === 'microphone') await call.microphone.mute();
        else if (source === 'camera') await call.camera.mute();
        else await call.screen.stop();
      }
    });
  };
  return (
    <Dialog
      title={`${request.by?.name ?? 'Someone'} asks you to switch off your ${what}`}
      onClose={close}
      testId="mute-request"
    >
      <div className="dialog-actions">
        <button type="button" className="button" onClick={close}>
          Not now
        </button>
        <button type="button" className="button button-primary" onClick={obey}>
          Switch off
        </button>
      </div>
    </Dialog>
  );
}
