import { useEffect, useRef, type JSX } from 'react';
import type { RemoteTrack } from '@earshot/client';
import { useParticipants } from '../hooks/use-call.ts';

/** Plays a remote picture. The library lets the element's size and visibility decide what the server sends. */
export function RemoteVideo(props: {
  readonly track: RemoteTrack;
  readonly fit: 'cover' | 'contain';
}): JSX.Element {
  const ref = useRef<HTMLVideoElement>(null);
  const { track } = props;
  useEffect(() => (ref.current === null ? undefined : track.attach(ref.current)), [track]);
  const shown = track.mediaTrack !== undefined && !track.paused && track.unavailable === undefined;
  return (
    <video
      ref={ref}
      className={`video video-${props.fit}${shown ? '' : ' video-hidden'}`}
      autoPlay
      muted
      playsInline
      disablePictureInPicture
      aria-hidden="true"
    />
  );
}

function RemoteSound(props: { readonly track: RemoteTrack }): JSX.Element {
  const ref = useRef<HTMLAudioElement>(null);
  const { track } = props;
  useEffect(() => (ref.current === null ? undefined : track.attach(ref.current)), [track]);
  return (
    <audio
      ref={ref}
      autoPlay
      data-testid="audio"
      data-participant={track.participantId}
      data-source={track.source}
    />
  );
}

/** Plays everybody's sound, whoever is in sight. */
export function RemoteSounds(): JSX.Element {
  const tracks = useParticipants().flatMap((participant) =>
    participant.isLocal ? [] : participant.tracks.filter((track) => track.kind === 'audio'),
  );
  return (
    <div hidden>
      {tracks.map((track) => (
        <RemoteSound key={track.trackId} track={track} />
      ))}
    </div>
  );
}
