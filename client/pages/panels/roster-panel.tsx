import { useState, type JSX } from 'react';
import type { Participant } from '@earshot/client';
import { useCall, useLocal, useParticipants } from '../hooks/use-call.ts';
import { rosterOf } from '../model/roster.ts';
import { isOn } from '../model/tile-state.ts';
import { ConfirmDialog } from '../ui/dialog.tsx';
import { Icon } from '../ui/icon.tsx';
import { useNotices } from '../hooks/use-notices.ts';
import { Panel } from './panel.tsx';
import { RosterRow } from './roster-row.tsx';

/** Who is here: hands in order first, a search, and what may be done to others. */
export function RosterPanel(props: { readonly onClose: () => void }): JSX.Element {
  const call = useCall();
  const { run } = useNotices();
  const participants = useParticipants();
  const microphoneOn = isOn(useLocal(call.microphone));
  const [search, setSearch] = useState('');
  const [removing, setRemoving] = useState<Participant>();
  const { hands, others } = rosterOf(participants, search);
  const row = (participant: Participant, handOrder?: number) => (
    <RosterRow
      key={participant.participantId}
      participant={participant}
      ownMicrophoneOn={microphoneOn}
      handOrder={handOrder}
      onRemove={setRemoving}
    />
  );
  return (
    <Panel title={`Participants (${participants.length})`} testId="roster" onClose={props.onClose}>
      <div className="roster-search">
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
      </div>
      <div className="roster-lists" tabIndex={0} role="group" aria-label="List of participants">
        {hands.length > 0 && (
          <section aria-label="Raised hands">
            <h3>Raised hands</h3>
            <ol className="roster-list">{hands.map((participant, index) => row(participant, index + 1))}</ol>
          </section>
        )}
        <section aria-label="In the call">
          {hands.length > 0 && <h3>In the call</h3>}
          <ul className="roster-list">{others.map((participant) => row(participant))}</ul>
        </section>
        {hands.length + others.length === 0 && <p className="panel-empty">Nobody of this name is here.</p>}
      </div>
      {removing !== undefined && (
        <ConfirmDialog
          title={`Remove ${removing.name}?`}
          text="They leave the call at once. They can join again if their access allows it."
          confirm="Remove"
          onClose={() => {
            setRemoving(undefined);
          }}
          onConfirm={() => {
            run(() => call.removeParticipant(removing.participantId));
          }}
        />
      )}
    </Panel>
  );
}
