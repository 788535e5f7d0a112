import { useEffect, useEffectEvent, useRef, type JSX, type RefObject } from 'react';
import type { RemoteTrack } from '@earshot/client';
import { usePeople, useTopic } from '../hooks/use-people.ts';

/** Attaches once per track: a new picture of the same track's state must not interrupt it. */
function useAttached(ref: RefObject<HTMLMediaElement | null>, track: RemoteTrack): void {
  const attach = useEffectEvent((element: HTMLMediaElement) => track.attach(element));
  const { trackId } = track;
  useEffect(() => (ref.current === null ? undefined : attach(ref.current)), [ref, trackId]);
}

/** Plays a remote picture. The library lets the element's size and visibility decide what the server sends. */
export function RemoteVideo(props: {
  readonly track: RemoteTrack;
  readonly fit: 'cover' | 'contain';
}): JSX.Element {
  const ref = useRef<HTMLVideoElement>(null);
  const { track } = props;
  useAttached(ref, track);
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
  useAttached(ref, track);
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

/** Plays all sound that arrives, whoever is in sight. */
export function RemoteSounds(): JSX.Element {
  useTopic('sounds');
  const tracks = usePeople().sounds;
  return (
    <div hidden>
      {tracks.map((track) => (
        <RemoteSound key={track.trackId} track={track} />
      ))}
    </div>
  );
}
