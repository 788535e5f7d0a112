import { useEffect, useEffectEvent, useRef, useState, type JSX } from 'react';
import type { CallEvents } from '@earshot/client';
import { useCall, useCallEvent, useCan, useLocal } from '../hooks/use-call.ts';
import { useForbidden } from '../hooks/use-forbidden.ts';
import { useNotices } from '../hooks/use-notices.ts';
import { listNames } from '../model/format.ts';
import { Dialog } from '../ui/dialog.tsx';
import { permittedNote } from '../words/forbidden-words.ts';

/** Comings and goings are told together, this often at most. */
const GATHER_MS = 2_000;
/** The two messages of a hard mute are no further apart than this. */
const FORBIDDEN_BY_MS = 400;

const SOURCE_WORDS = {
  microphone: 'microphone',
  camera: 'camera',
  screen: 'screen',
  screenAudio: 'shared sound',
} as const;

/** Tells what happens in the call: who comes and goes, requests of others, limits. Shows next to nothing itself. */
export function WatchCall(): JSX.Element {
  const { notify } = useNotices();
  const spoken = useComings();
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
  usePermission();
  return (
    <>
      <div className="visually-hidden" role="status" aria-live="polite">
        {spoken}
      </div>
      <MuteRequest />
    </>
  );
}

/** Who came and went, gathered: in a large call somebody always does. */
function useComings(): string {
  const [spoken, setSpoken] = useState('');
  const gathered = useRef<{ came: string[]; went: string[] } | undefined>(undefined);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(
    () => () => {
      clearTimeout(timer.current);
    },
    [],
  );
  useCallEvent('rosterChanged', ({ added, removed }) => {
    // Taking one's own place anew, after the server was away, is nobody's coming or going.
    const came = added.filter((each) => !each.isLocal).map((each) => each.name);
    const went = removed.filter((each) => !each.isLocal).map((each) => each.name);
    if (came.length + went.length === 0) return;
    if (gathered.current !== undefined) {
      gathered.current.came.push(...came);
      gathered.current.went.push(...went);
      return;
    }
    gathered.current = { came, went };
    timer.current = setTimeout(() => {
      const all = gathered.current;
      gathered.current = undefined;
      if (all !== undefined) setSpoken(comingsNote(all.came, all.went));
    }, GATHER_MS);
  });
  return spoken;
}

function comingsNote(came: readonly string[], went: readonly string[]): string {
  const words = [
    came.length > 0 ? `${listNames(came)} joined` : '',
    went.length > 0 ? `${listNames(went)} left` : '',
  ];
  return words.filter((part) => part !== '').join(', ');
}

/** Says so when somebody else switched the microphone off. What is forbidden has a banner of its own. */
function useForcedMute(): void {
  const call = useCall();
  const microphone = useLocal(call.microphone);
  const mayUnmute = useCan('microphone').allowed;
  const { notify } = useNotices();
  const byAdmin = microphone.muted && microphone.muteReason === 'admin';
  const tell = useEffectEvent(() => {
    if (mayUnmute) notify('Someone who leads the call muted you. You can unmute yourself.');
  });
  useEffect(() => {
    if (!byAdmin) return undefined;
    // What is forbidden is muted first, and only then no longer allowed.
    const timer = setTimeout(tell, FORBIDDEN_BY_MS);
    return () => {
      clearTimeout(timer);
    };
  }, [byAdmin]);
}

/** Says so when what was forbidden is permitted again. */
function usePermission(): void {
  const forbidden = useForbidden();
  const { notify } = useNotices();
  const before = useRef(forbidden);
  const tell = useEffectEvent(() => {
    const note = permittedNote(before.current.filter((source) => !forbidden.includes(source)));
    before.current = forbidden;
    if (note !== undefined) notify(note);
  });
  useEffect(() => {
    tell();
  }, [forbidden]);
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
