import { useState, type JSX } from 'react';
import type { Participant } from '@earshot/client';
import { usePeople, usePerson } from '../hooks/use-people.ts';
import { trackOf } from '../model/tile-state.ts';
import { OwnShareTile, ShareTile } from './share-tile.tsx';

/** The shared screens: one large, the others a press away. */
export function Shares(props: { readonly sharers: readonly string[]; readonly own: boolean }): JSX.Element {
  const { sharers, own } = props;
  const people = usePeople();
  const [chosen, setChosen] = useState<string>();
  const isHere = chosen !== undefined && sharers.includes(chosen);
  // One's own is known: it gives way to nobody's only when it is asked to.
  const shown = isHere ? chosen : own ? undefined : sharers.at(-1);
  const current = usePerson(shown ?? '');
  const choices = [
    ...(own ? [{ id: 'own', label: 'Your screen' }] : []),
    ...sharers.flatMap((id) => toChoice(people.find(id)) ?? []),
  ];
  const track = current && trackOf(current, 'screen');
  return (
    <div className="shares">
      {choices.length > 1 && (
        <div className="share-tabs" role="group" aria-label="Shared screens">
          {choices.map((choice) => (
            <button
              key={choice.id}
              type="button"
              className="chip"
              aria-pressed={choice.id === (shown ?? 'own')}
              onClick={() => {
                setChosen(choice.id);
              }}
            >
              {choice.label}
            </button>
          ))}
        </div>
      )}
      {current !== undefined && track !== undefined ? (
        <ShareTile key={track.trackId} participant={current} track={track} />
      ) : (
        <OwnShareTile />
      )}
    </div>
  );
}

function toChoice(
  sharer: Participant | undefined,
): { readonly id: string; readonly label: string } | undefined {
  return sharer && { id: sharer.participantId, label: `${sharer.name}’s screen` };
}
