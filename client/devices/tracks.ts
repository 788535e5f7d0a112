import { EarshotError } from '@earshot/shared';

/** The first of a stream's tracks; browsers that give none break their promise. */
export function firstTrack(tracks: readonly MediaStreamTrack[]): MediaStreamTrack {
  const [track] = tracks;
  if (track === undefined) throw new EarshotError('device_not_found');
  return track;
}
