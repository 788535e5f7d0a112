import { useEffect, useState, type JSX } from 'react';
import { useCall, useCallState } from '../hooks/use-call.ts';
import { usePeopleCount } from '../hooks/use-people.ts';
import { countOf, formatDuration } from '../model/format.ts';
import { now } from '../now.ts';
import { Icon } from '../ui/icon.tsx';
import { Logo } from '../ui/logo.tsx';
import { ThemeToggle } from '../ui/theme-toggle.tsx';
import type { CallUi } from './call-ui.ts';

/** Room, duration, people and the way to invite more. */
export function Header(props: { readonly ui: CallUi }): JSX.Element {
  const call = useCall();
  const people = usePeopleCount();
  return (
    <header className="header">
      <Logo />
      <h1 className="header-room" title={call.room}>
        {call.room}
      </h1>
      <Clock />
      <ConnectionChip />
      <span className="header-gap" />
      <button
        type="button"
        className="chip header-people"
        aria-label={`${countOf(people, 'participant', 'participants')}, show the list`}
        onClick={() => {
          props.ui.togglePanel('people');
        }}
      >
        <Icon name="people" size={18} /> {people}
      </button>
      <button type="button" className="chip header-invite" onClick={props.ui.opener('invite')}>
        <Icon name="link" size={18} /> <span>Invite</span>
      </button>
      <ThemeToggle />
    </header>
  );
}

function Clock(): JSX.Element {
  const [start] = useState(now);
  const [time, setTime] = useState(start);
  useEffect(() => {
    const timer = setInterval(() => {
      setTime(now());
    }, 1000);
    return () => {
      clearInterval(timer);
    };
  }, []);
  return (
    <span className="header-clock" aria-label="Time in the call">
      {formatDuration(time - start)}
    </span>
  );
}

/** The connection in one word. The banner below says more when it is not there. */
function ConnectionChip(): JSX.Element {
  const { name } = useCallState();
  const words = {
    connecting: 'Connecting',
    connected: 'Connected',
    reconnecting: 'Reconnecting',
    ended: 'Ended',
  };
  return (
    <span className={`connection connection-${name}`}>
      <span className="connection-dot" aria-hidden="true" />
      <span className="connection-word">{words[name]}</span>
    </span>
  );
}
