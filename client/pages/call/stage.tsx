import { useState, type JSX } from 'react';
import type { Participant } from '@earshot/client';
import { useCall, useLocal, useParticipants } from '../hooks/use-call.ts';
import { trackOf } from '../model/tile-state.ts';
import { OwnShareTile, ShareTile } from './share-tile.tsx';
import { Tile } from './tile.tsx';
import { TileGrid } from './tile-grid.tsx';
import { useTileOrder } from './use-tile-order.ts';

const STRIP_TILES = 12;

/** The middle of the page: a shared screen or a pinned person large, or everybody alike. */
export function Stage(): JSX.Element {
  const call = useCall();
  const participants = useParticipants();
  const ownShare = useLocal(call.screen).active;
  const [pin, setPin] = useState<string>();
  const togglePin = (participantId: string) => {
    const next = pin === participantId ? undefined : participantId;
    setPin(next);
    call.setPins(next === undefined || next === call.localParticipant.participantId ? [] : [next]);
  };
  const pinned = participants.find((participant) => participant.participantId === pin);
  const sharers = participants.filter(
    (participant) => !participant.isLocal && trackOf(participant, 'screen') !== undefined,
  );
  const pins = pinned === undefined ? [] : [pinned.participantId];
  if (sharers.length === 0 && !ownShare && pinned === undefined) {
    return <TileGrid participants={participants} pins={pins} onPin={togglePin} />;
  }
  const strip = participants.filter(
    (participant) => sharers.length > 0 || ownShare || participant !== pinned,
  );
  return (
    <div className="stage">
      {sharers.length === 0 && !ownShare && pinned !== undefined ? (
        <Tile participant={pinned} pinned onPin={togglePin} variant="spotlight" />
      ) : (
        <Shares sharers={sharers} own={ownShare} />
      )}
      <Strip participants={strip} pins={pins} onPin={togglePin} />
    </div>
  );
}

/** The shared screens: one large, the others a press away. */
function Shares(props: { readonly sharers: readonly Participant[]; readonly own: boolean }): JSX.Element {
  const { sharers, own } = props;
  const [chosen, setChosen] = useState<string>();
  const shown =
    sharers.find((sharer) => sharer.participantId === chosen) ?? (own ? undefined : sharers.at(-1));
  const current = shown ?? (own ? undefined : sharers[0]);
  const track = current === undefined ? undefined : trackOf(current, 'screen');
  const choices = [...(own ? [{ id: 'own', label: 'Your screen' }] : []), ...sharers.map(toChoice)];
  return (
    <div className="shares">
      {choices.length > 1 && (
        <div className="share-tabs" role="group" aria-label="Shared screens">
          {choices.map((choice) => (
            <button
              key={choice.id}
              type="button"
              className="chip"
              aria-pressed={choice.id === (current?.participantId ?? 'own')}
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

function toChoice(sharer: Participant): { readonly id: string; readonly label: string } {
  return { id: sharer.participantId, label: `${sharer.name}’s screen` };
}

/** Faces beside what is large. Those who speak come into it. */
function Strip(props: {
  readonly participants: readonly Participant[];
  readonly pins: readonly string[];
  readonly onPin: (participantId: string) => void;
}): JSX.Element {
  const order = useTileOrder(props.participants, [], STRIP_TILES);
  const rest = order.length - STRIP_TILES;
  return (
    <section className="strip" aria-label="Participants" tabIndex={0}>
      {order.slice(0, STRIP_TILES).map((participant) => (
        <Tile
          key={participant.participantId}
          participant={participant}
          pinned={props.pins.includes(participant.participantId)}
          onPin={props.onPin}
          variant="strip"
        />
      ))}
      {rest > 0 && <p className="strip-rest">and {rest} more</p>}
    </section>
  );
}
