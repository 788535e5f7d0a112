import { useMemo, useState, type JSX } from 'react';
import { useForbiddenForAll, useRaisedHands } from '../hooks/use-call.ts';
import { usePeople, usePeopleCount, useTopic } from '../hooks/use-people.ts';
import { rosterLines, sortPeople } from '../model/roster.ts';
import { Avatar } from '../ui/avatar.tsx';
import { Icon } from '../ui/icon.tsx';
import { forbiddenForAllNote } from '../words/forbidden-words.ts';
import { EveryoneMenu } from './everyone-menu.tsx';
import { Panel } from './panel.tsx';
import { RosterGrid } from './roster-grid.tsx';

/** Who is here: hands in order first, a search, and what may be done to others. */
export function RosterPanel(props: { readonly onClose: () => void }): JSX.Element {
  const [search, setSearch] = useState('');
  const count = usePeopleCount();
  const list = useLines(search);
  const note = forbiddenForAllNote(useForbiddenForAll());
  return (
    <Panel title={`Participants (${count})`} testId="roster" onClose={props.onClose}>
      <div className="roster-top">
        <label className="roster-search">
          <Icon name="search" size={18} />
          <input
            type="search"
            value={search}
            placeholder="Find someone"
            aria-label="Find a participant"
            data-testid="roster-search"
            onChange={(event) => {
              setSearch(event.target.value);
            }}
          />
        </label>
        <EveryoneMenu />
      </div>
      {note !== undefined && (
        <p className="roster-note" data-testid="forbidden-all-note">
          <Icon name="forbid" size={16} /> {note}
        </p>
      )}
      <SpeakingStrip onFind={setSearch} />
      <div className="visually-hidden" role="status">
        {search !== '' && `${list.people} found`}
      </div>
      {list.people === 0 ? (
        <p className="panel-empty" data-testid="roster-empty">
          Nobody of this name is here.
        </p>
      ) : (
        <RosterGrid list={list} />
      )}
    </Panel>
  );
}

function useLines(search: string): ReturnType<typeof rosterLines> {
  const people = usePeople();
  const names = useTopic('names');
  const hands = useRaisedHands();
  const sorted = useMemo(() => sortedBy(people, names), [people, names]);
  return useMemo(() => rosterLines({ sorted, hands, search }), [sorted, hands, search]);
}

/** Sorted anew for a new version of the names only. */
function sortedBy(people: ReturnType<typeof usePeople>, _version: number): ReturnType<typeof sortPeople> {
  return sortPeople(people.people);
}

/**
 * Who speaks, of a height that never changes: rows that jumped with each change of speaker could not be read. A press
 * finds the person in the list.
 */
function SpeakingStrip(props: { readonly onFind: (name: string) => void }): JSX.Element {
  useTopic('speaking');
  const people = usePeople();
  const speaking = people.speaking.flatMap((id) => people.find(id) ?? []);
  return (
    <section className="roster-speaking" aria-label="Speaking" data-testid="roster-speaking">
      <h3>Speaking</h3>
      {speaking.length === 0 && <span className="hint">Nobody at the moment</span>}
      {speaking.slice(0, 3).map((person) => (
        <button
          key={person.participantId}
          type="button"
          className="roster-speaker"
          title={`Find ${person.name} in the list`}
          data-testid="roster-speaker"
          data-participant={person.participantId}
          onClick={() => {
            props.onFind(person.name);
          }}
        >
          <Avatar name={person.name} identity={person.identity} small />
          <span>{person.isLocal ? 'You' : person.name}</span>
        </button>
      ))}
    </section>
  );
}
