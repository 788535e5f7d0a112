import { useRef, type JSX } from 'react';
import type { Participant, RemoteTrack } from '@earshot/client';
import { useCall, useLocal } from '../hooks/use-call.ts';
import { useNotices } from '../hooks/use-notices.ts';
import { pictureNote } from '../model/tile-state.ts';
import { LocalVideo } from '../prejoin/video-preview.tsx';
import { Icon } from '../ui/icon.tsx';
import { RemoteVideo } from './remote-media.tsx';

/** Somebody's shared screen, large. */
export function ShareTile(props: {
  readonly participant: Participant;
  readonly track: RemoteTrack;
}): JSX.Element {
  const { participant, track } = props;
  const ref = useRef<HTMLElement>(null);
  const note =
    pictureNote(track, 'Screen') ?? (track.mediaTrack === undefined ? 'The screen is on its way' : undefined);
  const toggleFull = () => {
    if (document.fullscreenElement === null) void ref.current?.requestFullscreen().catch(() => undefined);
    else void document.exitFullscreen();
  };
  return (
    <article
      ref={ref}
      className="tile tile-share"
      aria-label={`Screen of ${participant.name}`}
      data-testid="tile"
      data-participant={participant.participantId}
      data-name={participant.name}
      data-source="screen"
      data-local="false"
    >
      <RemoteVideo track={track} fit="contain" />
      {note !== undefined && <p className="tile-note">{note}</p>}
      <div className="tile-top">
        <button
          type="button"
          className="tile-button tile-full"
          aria-label="Full screen"
          title="Full screen"
          onClick={toggleFull}
        >
          <Icon name="expand" size={18} />
        </button>
      </div>
      <div className="tile-name">
        <Icon name="screen" size={16} />
        <span className="tile-name-text">{participant.name}’s screen</span>
      </div>
    </article>
  );
}

/** One's own shared screen: small, so that it does not show itself in itself. */
export function OwnShareTile(): JSX.Element {
  const call = useCall();
  const { run } = useNotices();
  const { track } = useLocal(call.screen);
  return (
    <article
      className="tile tile-share tile-own-share"
      aria-label="Your screen, shared"
      data-testid="tile"
      data-participant={call.localParticipant.participantId}
      data-source="screen"
      data-local="true"
    >
      <div className="own-share">
        {track !== undefined && (
          <div className="own-share-picture">
            <LocalVideo track={track} mirrored={false} />
          </div>
        )}
        <p>You are sharing your screen with everyone</p>
        <button
          type="button"
          className="button button-danger"
          onClick={() => {
            run(() => call.screen.stop());
          }}
        >
          Stop sharing
        </button>
      </div>
    </article>
  );
}
