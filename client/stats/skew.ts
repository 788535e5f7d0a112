import type { Source } from '@earshot/shared';
import type { TrackRound } from './sampler.ts';

/** Sound that belongs to a picture: the server groups it under the same media stream. */
const SOUND_OF: Readonly<Partial<Record<Source, Source>>> = { camera: 'microphone', screen: 'screenAudio' };

/** Estimates further apart than this are of two clocks, not of one sender, ms. */
const MAX_SKEW_MS = 10_000;

/** The tracks of one second, received pictures with how far their sound is ahead of them. Pure. */
export function withSkew(tracks: readonly TrackRound[]): readonly TrackRound[] {
  return tracks.map((picture) => {
    const skew = skewOf(picture, findSound(tracks, picture));
    const { reading } = picture;
    if (reading === undefined || skew === undefined) return picture;
    return { ...picture, reading: { ...reading, sample: { ...reading.sample, audioVideoSkewInMs: skew } } };
  });
}

function findSound(tracks: readonly TrackRound[], { track }: TrackRound): TrackRound | undefined {
  const sound = SOUND_OF[track.source];
  if (sound === undefined || track.direction !== 'receive' || track.streamId === undefined) return undefined;
  return tracks.find(
    ({ track: other }) =>
      other.source === sound && other.direction === 'receive' && other.streamId === track.streamId,
  );
}

function skewOf(picture: TrackRound, sound: TrackRound | undefined): number | undefined {
  const [seen, heard] = [picture.reading?.playoutAt, sound?.reading?.playoutAt];
  if (seen === undefined || heard === undefined) return undefined;
  const skewMs = heard - seen;
  return Math.abs(skewMs) > MAX_SKEW_MS ? undefined : skewMs;
}
