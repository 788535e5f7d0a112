import { useEffect, useState } from 'react';
import { useCall, useDominantSpeakers, useLimits, useShownCameras } from '../hooks/use-call.ts';
import { useShowsCameras } from '../hooks/use-data-saver.ts';
import { usePeople } from '../hooks/use-people.ts';
import { placeStage } from '../model/stage.ts';

/** Whose tiles the stage of a large call shows beside the featured, oneself last. */
export function useStagePlaces(featured: readonly string[]): readonly string[] {
  const call = useCall();
  const people = usePeople();
  const limits = useLimits();
  const cameras = useShownCameras();
  const dominant = useDominantSpeakers();
  const shows = useShowsCameras();
  const [previous, setPrevious] = useState<readonly string[]>([]);
  const selfId = call.localParticipant.participantId;
  const left = new Set([...featured, selfId]);
  const others = (ids: readonly string[]) =>
    ids.filter((id) => !left.has(id) && people.find(id) !== undefined);
  const places = placeStage({
    places: Math.max(0, limits.videos - featured.filter((id) => people.cameras.has(id)).length),
    shown: shows ? others(cameras.map((track) => track.participantId)) : [],
    dominant: others(dominant),
    previous: others(previous),
  });
  if (places.join() !== previous.join()) setPrevious(places);
  return featured.includes(selfId) ? places : [...places, selfId];
}

const HEIGHT_STEP = 90;

/** Lets the server fill the places with cameras of this height, CSS pixels; 0 while it is not known yet. */
export function useAutoPlaces(height: number): void {
  const call = useCall();
  const { videos } = useLimits();
  const shows = useShowsCameras();
  // In steps: a drag of the window must not cause a request for each pixel.
  const wanted = Math.ceil((height * window.devicePixelRatio) / HEIGHT_STEP) * HEIGHT_STEP;
  useEffect(() => {
    if (!shows || wanted === 0) return undefined;
    call.setAutoPlaces({ places: videos, height: wanted });
    return () => {
      call.setAutoPlaces(undefined);
    };
  }, [call, shows, videos, wanted]);
}
