import { useEffect, useRef, type JSX } from 'react';

/** Plays a local track, mirrored where people expect a mirror. */
export function LocalVideo(props: {
  readonly track: MediaStreamTrack;
  readonly mirrored: boolean;
}): JSX.Element {
  const ref = useRef<HTMLVideoElement>(null);
  const { track } = props;
  useEffect(() => {
    const element = ref.current;
    if (element === null) return undefined;
    element.srcObject = new MediaStream([track]);
    return () => {
      element.srcObject = null;
    };
  }, [track]);
  return (
    <video
      ref={ref}
      className={props.mirrored ? 'video video-mirrored' : 'video'}
      autoPlay
      muted
      playsInline
      disablePictureInPicture
      aria-hidden="true"
    />
  );
}

/** Whether a camera looks at the person: everything but a phone's back camera does. */
export function facesPerson(track: MediaStreamTrack): boolean {
  return track.getSettings().facingMode !== 'environment';
}
