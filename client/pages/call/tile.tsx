import type { CSSProperties, JSX } from 'react';
import type { Participant } from '@earshot/client';
import { useCall, useLocal } from '../hooks/use-call.ts';
import { useChoice } from '../hooks/use-choice.ts';
import { localTileState, remoteTileState, tileLabel, trackOf, type TileState } from '../model/tile-state.ts';
import { facesPerson, LocalVideo } from '../prejoin/video-preview.tsx';
import { Avatar } from '../ui/avatar.tsx';
import { Icon } from '../ui/icon.tsx';
import { QualityBadge } from '../ui/quality-badge.tsx';
import { RemoteVideo } from './remote-media.tsx';

/** One person's place on the stage. */
export interface TileProps {
  readonly participant: Participant;
  readonly pinned: boolean;
  readonly onPin: (participantId: string) => void;
  readonly style?: CSSProperties;
  readonly variant?: 'grid' | 'strip' | 'corner' | 'spotlight';
}

/** A person: picture or initials, name, sound, hand and quality. */
export function Tile(props: TileProps): JSX.Element {
  return props.participant.isLocal ? <LocalTile {...props} /> : <RemoteTile {...props} />;
}

function RemoteTile(props: TileProps): JSX.Element {
  const camera = trackOf(props.participant, 'camera');
  return (
    <TileFrame {...props} state={remoteTileState(props.participant)}>
      {camera !== undefined && <RemoteVideo track={camera} fit="cover" />}
    </TileFrame>
  );
}

function LocalTile(props: TileProps): JSX.Element {
  const call = useCall();
  const camera = useLocal(call.camera);
  const microphone = useLocal(call.microphone);
  const [mirror] = useChoice('mirror');
  const state = localTileState(microphone, camera);
  return (
    <TileFrame {...props} state={state}>
      {state.hasPicture && camera.track !== undefined && (
        <LocalVideo track={camera.track} mirrored={mirror === 'on' && facesPerson(camera.track)} />
      )}
    </TileFrame>
  );
}

function TileFrame(
  props: TileProps & { readonly state: TileState; readonly children: JSX.Element | false },
): JSX.Element {
  const { participant, state, variant = 'grid' } = props;
  const speaking = participant.isSpeaking && !state.muted;
  return (
    <article
      className={`tile tile-${variant}${speaking ? ' tile-speaking' : ''}`}
      style={props.style}
      aria-label={tileLabel(participant, state)}
      data-testid="tile"
      data-participant={participant.participantId}
      data-name={participant.name}
      data-source="camera"
      data-local={participant.isLocal}
      data-picture={state.hasPicture}
      data-muted={state.muted}
      data-speaking={speaking}
      data-connection={participant.connection}
    >
      <div className="tile-face">
        <Avatar name={participant.name} identity={participant.identity} />
      </div>
      {props.children}
      {state.note !== undefined && <p className="tile-note">{state.note}</p>}
      <TileTop {...props} />
      <TileName participant={participant} muted={state.muted} />
    </article>
  );
}

function TileTop(props: TileProps): JSX.Element {
  const { participant, pinned } = props;
  const label = pinned ? `Unpin ${participant.name}` : `Pin ${participant.name}`;
  return (
    <div className="tile-top">
      <button
        type="button"
        className="tile-pin"
        aria-label={label}
        title={label}
        aria-pressed={pinned}
        onClick={() => {
          props.onPin(participant.participantId);
        }}
      >
        <Icon name="pin" size={16} />
      </button>
      {participant.handRaisedAt !== undefined && (
        <span className="tile-hand" title="Hand raised">
          <Icon name="hand" size={18} />
        </span>
      )}
    </div>
  );
}

function TileName(props: { readonly participant: Participant; readonly muted: boolean }): JSX.Element {
  const { participant, muted } = props;
  return (
    <div className="tile-name">
      {muted && (
        <span className="tile-muted" data-testid="muted-icon" title="Microphone off">
          <Icon name="microphoneOff" size={15} />
        </span>
      )}
      <span className="tile-name-text">{participant.isLocal ? 'You' : participant.name}</span>
      <QualityBadge
        quality={participant.quality}
        name={participant.isLocal ? 'You' : participant.name}
        testId={`quality-${participant.participantId}`}
      />
    </div>
  );
}
