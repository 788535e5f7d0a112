import { memo, type JSX } from 'react';
import type { Participant } from '@earshot/client';
import { useCall, useHandNumber, useIsSpotlighted, useLocal } from '../hooks/use-call.ts';
import { useChoice } from '../hooks/use-choice.ts';
import { useShowsCameras } from '../hooks/use-data-saver.ts';
import { usePerson } from '../hooks/use-people.ts';
import { usePins } from '../hooks/use-pins.ts';
import { localTileState, remoteTileState, tileLabel, trackOf, type TileState } from '../model/tile-state.ts';
import { facesPerson, LocalVideo } from '../prejoin/video-preview.tsx';
import { Avatar } from '../ui/avatar.tsx';
import { Icon } from '../ui/icon.tsx';
import { QualityBadge } from '../ui/quality-badge.tsx';
import { troubleWords } from '../words/trouble-words.ts';
import { ParticipantMenuButton } from './participant-menu.tsx';
import { RemoteVideo } from './remote-media.tsx';

/** One person's place on the stage. */
export interface TileProps {
  readonly participantId: string;
  /** CSS pixels; by default as the surroundings say. */
  readonly width?: number;
  readonly height?: number;
  readonly variant?: 'grid' | 'strip' | 'corner';
  /** No picture is asked for. */
  readonly faceless?: boolean;
}

/** A person: picture or initials, name, sound, hand and quality. Follows that person alone. */
export const Tile = memo(function Tile(props: TileProps): JSX.Element | null {
  const participant = usePerson(props.participantId);
  if (participant === undefined) return null;
  return participant.isLocal ? (
    <LocalTile {...props} participant={participant} />
  ) : (
    <RemoteTile {...props} participant={participant} />
  );
});

type PersonProps = TileProps & { readonly participant: Participant };

function RemoteTile(props: PersonProps): JSX.Element {
  const shown = useShowsCameras() && props.faceless !== true;
  const camera = shown ? trackOf(props.participant, 'camera') : undefined;
  return (
    <TileFrame {...props} state={remoteTileState(props.participant, shown)}>
      {camera !== undefined && <RemoteVideo track={camera} fit="cover" />}
    </TileFrame>
  );
}

function LocalTile(props: PersonProps): JSX.Element {
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
  props: PersonProps & { readonly state: TileState; readonly children: JSX.Element | false },
): JSX.Element {
  const { participant, state, variant = 'grid', width, height } = props;
  const { participantId } = participant;
  const speaking = participant.isSpeaking && !state.muted;
  const pinned = usePins().pins.includes(participantId);
  const spotlight = useIsSpotlighted(participantId);
  return (
    <article
      className={`tile tile-${variant}${speaking ? ' tile-speaking' : ''}`}
      style={{ width, height }}
      aria-label={tileLabel(participant, state, { pinned, spotlight })}
      data-testid="tile"
      data-participant={participantId}
      data-name={participant.name}
      data-source="camera"
      data-local={participant.isLocal}
      data-picture={state.hasPicture}
      data-muted={state.muted}
      data-speaking={speaking}
      data-pinned={pinned}
      data-spotlight={spotlight}
      data-connection={participant.connection}
    >
      <div className="tile-face">
        <Avatar name={participant.name} identity={participant.identity} />
      </div>
      {props.children}
      {state.note !== undefined && <p className="tile-note">{state.note}</p>}
      <TileTop participant={participant} pinned={pinned} spotlight={spotlight} />
      <TileName participant={participant} muted={state.muted} />
    </article>
  );
}

function TileTop(props: {
  readonly participant: Participant;
  readonly pinned: boolean;
  readonly spotlight: boolean;
}): JSX.Element {
  const { participant } = props;
  const hand = useHandNumber(participant.participantId);
  const trouble = troubleWords(participant.issues);
  return (
    <div className="tile-top">
      {trouble !== undefined && (
        <span
          className="tile-badge"
          title={trouble}
          data-testid="trouble-badge"
          data-codes={participant.issues.map(({ code }) => code).join(' ')}
        >
          <Icon name="warning" size={16} />
        </span>
      )}
      {hand !== undefined && (
        <span className="tile-badge tile-hand" title="Hand raised" data-testid="hand-badge">
          <Icon name="hand" size={17} />
          {hand}
        </span>
      )}
      {props.spotlight && (
        <span className="tile-badge" title="In the spotlight" data-testid="spotlight-badge">
          <Icon name="spotlight" size={16} />
        </span>
      )}
      {props.pinned && (
        <span className="tile-badge" title="Pinned" data-testid="pin-badge">
          <Icon name="pin" size={16} />
        </span>
      )}
      <ParticipantMenuButton participant={participant} testId="tile-menu" className="tile-button" />
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
