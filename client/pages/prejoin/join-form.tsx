import { useId, useState, type JSX } from 'react';
import { useChoice } from '../hooks/use-choice.ts';
import type { KeptSources } from '../model/kept-sources.ts';
import { isRoomName, toRoomName } from '../model/room-name.ts';
import type { Entry } from '../session/entry.ts';
import { Select } from '../ui/select.tsx';

/** What the person fills in. */
export interface JoinFields {
  readonly room: string;
  readonly name: string;
  readonly role: string;
  /** Who was in the call already comes back as they were; else what is chosen before the call counts. */
  readonly sources?: KeptSources;
}

const ROLES = [
  { value: 'presenter', label: 'Presenter: may do everything' },
  { value: 'collaborator', label: 'Collaborator: may share the screen' },
  { value: 'attendee', label: 'Attendee: microphone and camera' },
  { value: 'consumer', label: 'Consumer: watches only' },
];

/** Name, room, and in development the role. */
export function JoinForm(props: {
  readonly entry: Entry;
  readonly development: boolean;
  readonly joining: boolean;
  readonly room: string;
  readonly onRoom: (room: string) => void;
  readonly onJoin: (fields: JoinFields) => void;
  readonly onCancel: () => void;
}): JSX.Element {
  const { entry, joining, room } = props;
  const [keptName, keepName] = useChoice('name');
  const [name, setName] = useState(entry.name ?? keptName);
  const [role, setRole] = useState(entry.role ?? 'presenter');
  const [tried, setTried] = useState(false);
  const nameProblem = name.trim() === '' ? 'Type a name, so that others know who you are.' : undefined;
  const roomProblem = isRoomName(room) ? undefined : 'A room’s name has letters, digits and . _ ~ - only.';
  const submit = () => {
    setTried(true);
    if (nameProblem !== undefined || roomProblem !== undefined || joining) return;
    if (name.trim() !== keptName) keepName(name.trim());
    props.onJoin({ room, name: name.trim(), role });
  };
  return (
    <form
      className="join-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <TextField
        label="Your name"
        testId="name-input"
        value={name}
        onChange={setName}
        autoComplete="name"
        problem={tried ? nameProblem : undefined}
      />
      <TextField
        label="Room"
        testId="room-input"
        value={room}
        onChange={(text) => {
          props.onRoom(toRoomName(text));
        }}
        readOnly={entry.roomFixed}
        problem={tried ? roomProblem : undefined}
      />
      {props.development && (
        <details className="advanced" open={entry.role !== undefined}>
          <summary>Advanced</summary>
          <Select
            label="Role (development only)"
            value={role}
            options={ROLES}
            onChange={setRole}
            testId="role-select"
          />
        </details>
      )}
      <JoinButtons joining={joining} onCancel={props.onCancel} />
    </form>
  );
}

function JoinButtons(props: { readonly joining: boolean; readonly onCancel: () => void }): JSX.Element {
  return (
    <div className="join-buttons">
      <button
        type="submit"
        className="button button-primary button-large"
        data-testid="join-button"
        aria-disabled={props.joining}
      >
        {props.joining ? 'Joining …' : 'Join'}
      </button>
      {props.joining && (
        <button type="button" className="button button-large" onClick={props.onCancel}>
          Cancel
        </button>
      )}
      <span
        role="status"
        className="visually-hidden"
        {...(props.joining ? { 'data-testid': 'connection-state', 'data-state': 'connecting' } : {})}
      >
        {props.joining ? 'Connecting' : ''}
      </span>
    </div>
  );
}

function TextField(props: {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly testId: string;
  readonly problem: string | undefined;
  readonly autoComplete?: string;
  readonly readOnly?: boolean;
}): JSX.Element {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{props.label}</label>
      <input
        id={id}
        type="text"
        value={props.value}
        maxLength={128}
        required
        readOnly={props.readOnly}
        autoComplete={props.autoComplete ?? 'off'}
        spellCheck={false}
        data-testid={props.testId}
        aria-invalid={props.problem !== undefined}
        aria-describedby={props.problem === undefined ? undefined : `${id}-problem`}
        onChange={(event) => {
          props.onChange(event.target.value);
        }}
      />
      {props.problem !== undefined && (
        <p className="field-error" id={`${id}-problem`} role="alert">
          {props.problem}
        </p>
      )}
    </div>
  );
}
